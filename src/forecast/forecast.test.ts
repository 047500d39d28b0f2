import { describe, expect, it } from 'vitest'
import { UnreadableResponseError } from '../http/http-errors.ts'
import { parseForecast } from './forecast.ts'

const url = 'https://api.example/WeatherForecast'
const entry = { date: '2024-05-01', temperatureC: 21, temperatureF: 69, summary: 'Mild' }

describe('parseForecast', () => {
  it('accepts the response of the template', () => {
    expect(parseForecast([entry], url)).toEqual([entry])
  })

  it('accepts the date-time of older templates, and keeps the day that the API means', () => {
    const date = '2024-05-01T23:11:12.1234567-11:00'
    expect(parseForecast([{ ...entry, date }], url)).toEqual([entry])
  })

  it('accepts a null or missing summary, unknown keys, and an empty list', () => {
    const { summary: _, ...bare } = entry
    const without = { ...entry, summary: null }
    expect(parseForecast([{ ...bare, wind: 3 }, without], url)).toEqual([without, without])
    expect(parseForecast([], url)).toEqual([])
  })

  it.each([
    null,
    {},
    'rows',
    [null],
    [{ ...entry, date: '2024-13-01' }],
    [{ ...entry, date: '2024-02-30' }],
    [{ ...entry, date: 'May 1' }],
    [{ ...entry, temperatureC: '21' }],
    [{ ...entry, temperatureF: null }],
    [{ ...entry, summary: 4 }],
  ])('rejects %j', (value) => {
    expect(() => parseForecast(value, url)).toThrow(UnreadableResponseError)
  })
})
