/** An ECU to try on-board diagnostics on: a battery controller with a few parameters and codes. For tests and the README. */
import type { ObdEcu, ParameterValue } from './ecu.ts'

export function createTrialEcu(options: { mayClear?: boolean; isCleared?: boolean } = {}) {
  const trial = { isCleared: options.isCleared ?? false, ecu: undefined as unknown as ObdEcu }
  const codes = (...list: number[]) => (trial.isCleared ? [] : list)
  trial.ecu = {
    parameters: new Map<number, () => ParameterValue>([
      [0x0c, () => 0],
      [0x0d, () => 60],
      [0x42, () => 13.8],
      [0x5b, () => 50],
      [0x9a, () => [6, 0, 403, -3]],
    ]),
    dtcs: {
      confirmed: () => codes(0x0a0a, 0xc110),
      pending: () => codes(0x0a94),
      permanent: () => [0x0a0a],
      get isMilOn() {
        return !trial.isCleared
      },
      freezeFrame: () =>
        trial.isCleared
          ? undefined
          : {
              code: 0x0a0a,
              values: new Map([
                [0x0d, 12],
                [0x5b, 50],
              ]),
            },
      clear() {
        trial.isCleared = true
      },
    },
    monitors: {
      isCompressionIgnition: false,
      continuousSupported: 0x04,
      othersSupported: 0x61,
      continuousIncomplete: () => 0x07,
      othersIncomplete: () => 0x43,
      continuousIncompleteThisCycle: () => 0x01,
      othersIncompleteThisCycle: () => 0x30,
    },
    mayClear: () => options.mayClear ?? true,
    vin: 'LGXCE6CB0P0123456',
    calibrationIds: ['LUBAN-1'],
    calibrationVerificationNumbers: [0x00c0ffee],
    ecuName: 'BECM-Battery',
  }
  return trial
}
