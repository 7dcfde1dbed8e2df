import { once } from 'node:events';
import { connect } from 'node:net';
import type { Dialogue } from '../dialogue.ts';
import { portWithoutListener } from '../listen.ts';

export const refused: Dialogue = {
  name: 'refused',
  shows: 'A refused connection: nobody listens at that port, and the SYN is answered by RST',
  address: '127.0.0.1',
  preferredPort: 20006,

  async open() {
    const port = await portWithoutListener(this.address, this.preferredPort);
    return {
      port,
      converse: async () => {
        const [error] = await once(connect(port, this.address), 'error');
        return { code: (error as NodeJS.ErrnoException).code ?? '' };
      },
      close: async () => {},
    };
  },
};
