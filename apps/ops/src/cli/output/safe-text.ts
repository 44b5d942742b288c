// Control characters, except tabulator and new line.
// eslint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

/** Texts come from whoever sent a message: none may move the cursor or rename the window. */
export const printable = (text: string): string => text.replace(CONTROL, '\uFFFD');

/** For a cell or a sentence. */
export const oneLine = (text: string): string => printable(text.replace(/\s+/g, ' ')).trim();
