import { Component, type ReactNode, useEffect } from 'react';
import { useTui } from '../context.ts';
import { errorWords } from '../error-words.ts';
import { Row } from './row.tsx';

export interface BoundaryProps {
  readonly children: ReactNode;
  /** Gets what a component in here threw. */
  readonly onFault: (error: unknown) => void;
}

interface Caught {
  /** In a box of its own: anything may be thrown. */
  readonly fault: { readonly error: unknown } | null;
}

/** What throws in here says so in one row, and all else goes on; the next key may show it again. */
export class Boundary extends Component<BoundaryProps, Caught> {
  override readonly state: Caught = { fault: null };

  static getDerivedStateFromError(error: unknown): Caught {
    return { fault: { error } };
  }

  override componentDidCatch(error: unknown): void {
    this.props.onFault(error);
  }

  private readonly tryAgain = () => this.setState({ fault: null });

  override render(): ReactNode {
    const { fault } = this.state;
    return fault === null ? this.props.children : <FaultRow error={fault.error} tryAgain={this.tryAgain} />;
  }
}

function FaultRow({ error, tryAgain }: { readonly error: unknown; readonly tryAgain: () => void }) {
  const { state } = useTui();
  useEffect(() => state.subscribe(tryAgain), [state, tryAgain]);
  return <Row pieces={[[`  This cannot be shown: ${errorWords(error)}`, null]]} />;
}
