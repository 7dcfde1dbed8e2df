// Loaded before the program by a test (node --require): throws an error that nobody expects, in the thread that the
// file $CRASH_FILE names (`main` or `engine`), as soon as that file is there.
const { readFileSync } = require('node:fs');
const { isMainThread } = require('node:worker_threads');

const own = isMainThread ? 'main' : 'engine';
const timer = setInterval(() => {
  let named = '';
  try {
    named = readFileSync(process.env.CRASH_FILE, 'utf8');
  } catch {
    return;
  }
  if (named === own) {
    clearInterval(timer);
    throw new Error('a crash that the test made');
  }
}, 50);
timer.unref();
