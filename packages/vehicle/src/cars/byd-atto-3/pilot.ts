/**
 * The control pilot of the charging station: 1 kHz between +12 V and -12 V through 1 kΩ, its duty the current that station
 * and cable allow. IEC 61851-1.
 *
 * The car's network, solved a hundred times a second, holds a pilot line at the mean of its two half-waves. The vehicle's
 * diode makes them unlike, so each is solved for itself, as long as it stands; what a control unit reads (the peak, the
 * duty) are those two, and a scope solves the edges between them (`drive`). Solved again when a resistance has changed.
 */
import type { Network } from '../../network/network.ts'
import type { FastDrive } from '../../scope/fast-drive.ts'

const VOLTS = 12
const PERIOD_S = 1e-3
/** 32 A at 0.6 A for each per cent. */
const DUTY = 32 / 60
/** The car asks for energy (state C): its upper half-wave, with the lower one untouched by the car's diode. */
const ASKING_VOLTS = { min: 4.5, max: 7.5 } as const
const LOWER_VOLTS_MAX = -11
/** As good as none, for a source that holds a voltage. */
const HELD_OHM = 1e-3

export type Pilot = {
  /** Before the network is solved. */
  step(): void
  /** At the line, in the two half-waves; both +12 V while no car is plugged in. */
  highVolts(): number
  lowVolts(): number
  /** The station's contactor is closed: the car, and one with a diode, asks for energy. */
  isFeeding(): boolean
  /** Share of the upper half-wave; 1 while nothing is modulated. */
  duty(): number
  drive(): FastDrive
}

export function createPilot(network: Network): Pilot {
  const source = network.branch('inlet.station')
  const plug = network.branch('inlet.plug.pilot')
  const station = network.node('inlet.station')
  const earth = network.node('inlet.earth')
  let seenVersion = -1
  let highVolts = VOLTS
  let lowVolts = VOLTS
  let duty = 1

  const voltsWith = (volts: number, ohm: number) => network.probe(station, earth, { volts, ohm }, 'settled').volts

  /** The source of the car's network is taken away while the half-waves are solved. */
  function solveHalfWaves(): void {
    const ohm = network.ohm(source)
    network.setOhm(source, Number.POSITIVE_INFINITY)
    highVolts = voltsWith(VOLTS, ohm)
    lowVolts = voltsWith(-VOLTS, ohm)
    const mean = duty * highVolts + (1 - duty) * lowVolts
    const { amps } = network.probe(station, earth, { volts: mean, ohm: HELD_OHM }, 'settled')
    network.setOhm(source, ohm)
    network.setVolts(source, mean + ohm * amps)
  }

  return {
    highVolts: () => highVolts,
    lowVolts: () => lowVolts,
    isFeeding() {
      const isAsked = highVolts > ASKING_VOLTS.min && highVolts < ASKING_VOLTS.max
      return duty < 1 && isAsked && lowVolts < LOWER_VOLTS_MAX
    },
    duty: () => duty,
    step() {
      if (network.conductanceVersion() === seenVersion) return
      duty = network.isClosed(plug) ? DUTY : 1
      if (network.ohm(source) === Number.POSITIVE_INFINITY) highVolts = lowVolts = 0
      else if (duty < 1) solveHalfWaves()
      else {
        highVolts = lowVolts = VOLTS
        network.setVolts(source, VOLTS)
      }
      seenVersion = network.conductanceVersion()
    },
    drive: () => ({
      replaces: ['inlet.station'],
      settleS: 1e-4,
      branches: [
        {
          kind: 'voltageSource',
          name: 'inlet.oscillator',
          from: 'inlet.station',
          to: 'inlet.earth',
          volts: VOLTS,
          ohm: network.ohm(source),
        },
        // Of the cable: the edges take some microseconds.
        { kind: 'capacitor', name: 'inlet.cable', from: 'inlet.station', to: 'inlet.earth', farad: 2e-9, volts: VOLTS },
      ],
      connect(fine) {
        const oscillator = fine.branch('inlet.oscillator')
        const highS = duty * PERIOD_S
        return (timeS) => {
          const inPeriodS = timeS - PERIOD_S * Math.floor(timeS / PERIOD_S)
          // The time is the end of a step, so an edge at 0 acts after it.
          fine.setVolts(oscillator, inPeriodS > 0 && inPeriodS <= highS + 1e-12 ? VOLTS : duty < 1 ? -VOLTS : VOLTS)
        }
      },
    }),
  }
}
