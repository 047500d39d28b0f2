/** How many callers, accounts and tabs there are at once. */
export const crowds = [1, 4, 16] as const

/** The user names of the accounts that the benchmark adds to the sample ones. */
export const oneOfMany = (number: number): string => `drop.${number}@weather.example`

export const isOneOfMany = (userName: string): boolean => userName.startsWith('drop.')
