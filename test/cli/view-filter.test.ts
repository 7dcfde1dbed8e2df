import { expect, it } from 'vitest';
import { viewFilterIn } from '../../src/cli/view-filter.ts';

it('says at which character a view filter is wrong', () => {
  const wrong = (viewFilter: string) => {
    try {
      viewFilterIn({ viewFilter });
      return null;
    } catch (error) {
      return error;
    }
  };
  expect(wrong('8000,')).toMatchObject({ code: 'view-filter-wrong', detail: { character: 6 } });
  expect(wrong('"😀" port:x')).toMatchObject({ detail: { filter: '"😀" port:x', character: 10 } });
  expect(viewFilterIn({ viewFilter: 'port:8000' }).text).toBe('port:8000');
});
