import { useEffect, useRef } from 'react';

const FORGET_AFTER_MS = 1200;

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

/** A dialog has the keyboard for itself. */
const isDialogOpen = (): boolean =>
  document.querySelector('[role=dialog][aria-modal=true]') !== null;

/** Actions by keys typed one after another, for example `g o`; never while somebody writes a text. */
export function useKeySequences(actions: Readonly<Record<string, () => void>>, enabled: boolean) {
  const typed = useRef({ keys: '', at: 0 });
  useEffect(() => {
    if (!enabled) return undefined;
    const onKey = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      if (event.key.length > 1 || isDialogOpen()) return;
      const { keys, at } = typed.current;
      const before = event.timeStamp - at < FORGET_AFTER_MS ? keys : '';
      const sequence = [before === '' ? '' : `${before} ${event.key}`, event.key].find(
        (candidate) => actions[candidate],
      );
      typed.current = { keys: sequence === undefined ? event.key : '', at: event.timeStamp };
      if (sequence === undefined) return;
      event.preventDefault();
      actions[sequence]?.();
    };
    document.addEventListener('keydown', onKey);
    return () => {
      document.removeEventListener('keydown', onKey);
    };
  }, [actions, enabled]);
}
