/** Exercises for the lamp world: "the lamp stays dark", as practice and exam, with one criterion for the instructor. */
import type { Exercise } from '@luban/lab'

const words = (text: string) => ({ kk: text, ru: text, zh: text, en: text })

export const FAULT_ID = 'lamp-01-filament-gone'

export const DARK_LAMP: Exercise = {
  id: 'dark-lamp',
  version: 3,
  isDemo: true,
  laboratory: 'lighting',
  station: 'lamp',
  order: 1,
  title: words('The lamp stays dark'),
  complaint: words('It was bright yesterday.'),
  task: words('Find out why.'),
  instructions: [words('Look first.')],
  modes: ['practice', 'exam'],
  timeLimitMin: 30,
  paceMax: 10,
  start: { settings: { startSocPercent: 12.345 }, actions: [{ kind: 'power', to: 'on' }] },
  faults: [FAULT_ID],
  rubric: {
    id: 'lamp-diagnosis',
    version: 1,
    isDemo: true,
    passMark: 60,
    instructions: [words('Be careful.')],
    criteria: [
      { kind: 'causeFound', id: 'cause', name: words('Cause'), weight: 40 },
      { kind: 'proved', id: 'proof', name: words('Proof'), weight: 30 },
      { kind: 'instructor', id: 'order', name: words('Order'), weight: 30, guidance: words('Was it tidy?') },
    ],
  } as Exercise['rubric'],
}
