import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { completionScript } from '../../src/cli/completion.ts';

/** What bash offers for the last word of a line. */
function completions(...words: string[]): string[] {
  const line = ['tcpdialog-tui', ...words].map((word) => `'${word}'`).join(' ');
  const script = `${completionScript()}
compopt() { :; }
COMP_WORDS=(${line}); COMP_CWORD=${words.length}; _tcpdialog_tui; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout, stderr } = spawnSync('bash', ['-c', script], { encoding: 'utf8' });
  expect(stderr).toBe('');
  return stdout.trim().split('\n').filter(Boolean);
}

describe('completion in bash', () => {
  it('offers options', () => {
    expect(completions('--js')).toEqual(['--json']);
    expect(completions('-i', 'lo', '--no')).toEqual(['--no-promiscuous-mode', '--no-color']);
    expect(completions('comp')).toEqual(['completion']);
  });

  it('offers devices, drivers and files', () => {
    expect(completions('-i', 'an')).toEqual(['any']);
    expect(completions('--interface', 'l')).toContain('lo');
    expect(completions('--driver', 'l')).toEqual(['libpcap']);
    expect(completions('-r', '/etc/pass')).toContain('/etc/passwd');
  });

  it('offers nothing for a number', () => {
    expect(completions('-c', '')).toEqual([]);
  });
});
