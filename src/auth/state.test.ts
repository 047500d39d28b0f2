import { expect, it } from 'vitest'
import { createNotices } from './state.ts'

it('an urgent notice is shown before any other, in any order', () => {
  const { setNotice, getState } = createNotices()
  const idle = { text: 'You are signed out soon.', button: 'Stay', isUrgent: true }
  const ended = { text: 'Your session has ended.', button: 'Sign in again' }
  setNotice('idle', idle)
  setNotice('renewal', ended)
  expect(getState()).toBe(idle)
  setNotice('idle', undefined)
  expect(getState()).toBe(ended)
  setNotice('idle', idle)
  expect(getState()).toBe(idle)
})
