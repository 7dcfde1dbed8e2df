import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OPTION_SHAPES } from '../../src/cli/options.ts';
import { REMARK_CATALOGUE } from '../../src/core/dialogue/explain/remark-catalogue.ts';
import { REMARK_RULES } from '../../src/core/dialogue/remarks/index.ts';
import { DISSECTORS } from '../../src/core/protocols/index.ts';
import { FILTER_FIELDS } from '../../src/core/view/filter/fields.ts';
import { COMMANDS } from '../../src/tui/commands.ts';

const script = fileURLToPath(new URL('../../scripts/readme-tables.mjs', import.meta.url));

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'readme-tables-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function run(...words: string[]) {
  return spawnSync(process.execPath, [script, ...words], { encoding: 'utf8' });
}

describe('the tables of the documents', () => {
  it('are filled in between their markers, and only there', () => {
    const path = join(folder, 'README.md');
    const marked = ['options', 'keys', 'filter'].map(
      (name) => `<!-- ${name} -->\nstale words\n<!-- /${name} -->\n`,
    );
    writeFileSync(path, `# Title\n${marked.join('between\n')}end\n`);
    expect(run('--check', path).status).toBe(1);
    expect(run(path).status).toBe(0);
    const text = readFileSync(path, 'utf8');
    expect(text).not.toContain('stale words');
    expect(text.match(/^between$/gm)).toHaveLength(2);
    for (const { name } of OPTION_SHAPES) expect(text).toContain(`--${name}`);
    for (const { example } of FILTER_FIELDS) expect(text).toContain(`| \`${example}\` |`);
    expect(text.match(/^\| .* \| .* \| .* \|$/gm)).toHaveLength(COMMANDS.length + 2);
    expect(run('--check', path).status).toBe(0);
  });

  it('name every protocol, and keep what was written of one', () => {
    const path = join(folder, 'protocols.md');
    const written = '| old title | `mqtt` | old reference | packets, `QoS` \\| topics |';
    writeFileSync(
      path,
      `<!-- understood -->\n${written}\n<!-- /understood -->\n<!-- recognised -->\n<!-- /recognised -->\n`,
    );
    const { status, stderr } = run(path);
    expect(status).toBe(1);
    expect(stderr).toContain('write what is told of http2 into its row');
    expect(stderr).not.toContain('mqtt');
    const text = readFileSync(path, 'utf8');
    expect(text).toContain(
      '| MQTT | `mqtt` | OASIS MQTT Version 5.0 and 3.1.1 | packets, `QoS` \\| topics |',
    );
    for (const { name } of DISSECTORS) expect(text).toContain(`| \`${name}\` |`);
  });

  it('say what every remark rests on and why it matters', () => {
    const path = join(folder, 'remarks.md');
    writeFileSync(path, '<!-- remarks -->\n<!-- /remarks -->\n');
    expect(run(path).status).toBe(0);
    const text = readFileSync(path, 'utf8');
    for (const { code, evidence } of REMARK_RULES) {
      expect(text).toContain(`| \`${code}\` | `);
      expect(text).toContain(` | ${evidence} | ${REMARK_CATALOGUE[code].why.en} |`);
    }
  });

  it('must have their markers', () => {
    const path = join(folder, 'README.md');
    writeFileSync(path, '# Title\n');
    const { status, stderr } = run(path);
    expect(status).toBe(1);
    expect(stderr).toContain('<!-- options -->');
  });

  it('are as the code has them', () => {
    expect(run('--check').stderr).toBe('');
  });
});
