import * as fc from 'fast-check'

/** Texts that have fooled parsers, pages and people. */
export const hostileText = fc.oneof(
  fc.constantFrom(
    '',
    '%',
    '%00',
    '%25%32%33',
    '&code=x',
    '#',
    '=',
    '[object Object]',
    '__proto__',
    '../../../etc/passwd',
    'https://evil.example/',
    '//evil.example',
    'javascript:alert(1)',
    '<img src=x onerror=alert(1)>',
    '"><script>alert(1)</script>',
    '{{constructor}}',
    '\u202e\u0000\ufeff',
    'x'.repeat(300),
    'x'.repeat(8_000),
  ),
  fc.string({ minLength: 1 }),
  fc.string({ unit: 'binary', minLength: 1 }).map((text) => text.toWellFormed()),
)
