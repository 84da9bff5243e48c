/** Texts that others wrote, for a terminal: none may move the cursor, turn the line round or hide what follows. */
export function printable(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' ')
}
