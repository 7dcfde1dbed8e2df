// Runs the built program; only a Node.js that is new enough comes here.
'use strict';

const { existsSync } = require('node:fs');
const { join } = require('node:path');
const { pathToFileURL } = require('node:url');

const main = join(__dirname, '..', 'dist', 'cli', 'main.js');

if (existsSync(main)) {
  import(pathToFileURL(main).href)
    .then((program) => program.main(process.argv.slice(2)))
    .then((status) => {
      process.exitCode = status;
    });
} else {
  process.stderr.write(
    'tcpdialog-tui: it is not built yet: run scripts/run, or npm install and npm run build\n',
  );
  process.exitCode = 1;
}
