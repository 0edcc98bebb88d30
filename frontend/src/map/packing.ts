/** Whole numbers as short text: what a file of outlines consists of. No DOM here: the build packs, the page unpacks. */

const FIRST = 35; // the first character after the quotation mark
const BACKSLASH = 92; // JSON would double it
const DIGITS = 91;
const LAST = 60; // a digit below ends its number; one above says that more follow
const BASE = DIGITS - LAST;

/** Numbers of either sign, the small ones in one character. */
export function pack(numbers: readonly number[]): string {
  let text = "";
  for (const number of numbers) {
    let rest = number < 0 ? -2 * number - 1 : 2 * number;
    while (rest >= LAST) {
      text += character(LAST + ((rest - LAST) % BASE));
      rest = Math.floor((rest - LAST) / BASE);
    }
    text += character(rest);
  }
  return text;
}

function character(digit: number): string {
  const code = FIRST + digit;
  return String.fromCharCode(code < BACKSLASH ? code : code + 1);
}

export function unpack(text: string): number[] {
  const numbers: number[] = [];
  let value = 0;
  let scale = 1;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    const digit = (code < BACKSLASH ? code : code - 1) - FIRST;
    value += digit * scale;
    scale *= BASE;
    if (digit >= LAST) continue;
    numbers.push(value % 2 ? -(value + 1) / 2 : value / 2);
    value = 0;
    scale = 1;
  }
  return numbers;
}
