import { readVariable } from '@lk/platform';

/** What a header can carry, and as long as the configuration demands. */
const TOKEN = /^[\x21-\x7e]{8,}$/;

/** Why this cannot be the token; the text never quotes it. */
export function tokenProblem(token: string | undefined): string | undefined {
  if (token === undefined) return 'TBANK_API_TOKEN is empty';
  return TOKEN.test(token)
    ? undefined
    : 'TBANK_API_TOKEN is shorter than 8 characters or has some that no header can carry';
}

/** The file's token as it is now, or why there is none. */
export function readToken(path: string): { readonly token?: string; readonly problem?: string } {
  try {
    const token = readVariable({ TBANK_API_TOKEN_FILE: path }, 'TBANK_API_TOKEN');
    const problem = tokenProblem(token);
    return problem === undefined ? { token } : { token, problem };
  } catch (error) {
    // Written for people by readVariable: the name of the variable and a code.
    return { problem: (error as Error).message };
  }
}
