/**
 * The meters of the bench, each a source and a resistance that are put into the same network as the car; the clamp, which
 * reads the current of a wire as it was solved; and what a pressure gauge and
 * an infrared thermometer show.
 *
 * Invariant: a reading is what the meter's own circuit would show, so a meter loads what it measures, and an ohmmeter
 * on a live circuit reads wrong, as it does in life.
 */
import type { ProbeInstrument, Reading } from './car.ts'
import type { BranchIndex, Network, NodeIndex } from './network/network.ts'

const VOLTMETER_OHM = 10e6

type Source = { readonly volts: number; readonly ohm: number; readonly ohmMax: number }

const OHMMETER: Source = { volts: 2, ohm: 1000, ohmMax: 60e6 }
/** 500 V, limited to 1 mA. */
const INSULATION_TESTER: Source = { volts: 500, ohm: 500e3, ohmMax: 2e9 }

const CONTINUITY: Source = { volts: 2, ohm: 1000, ohmMax: 600 }
/** It beeps below this. */
const CONTINUITY_OHM = 30
/** 1 mA through a short; what stands at the sockets of a blocked junction is beyond the range. */
const DIODE_TESTER = { volts: 3, ohm: 3000, voltsMax: 2.8 } as const

export function read(network: Network, instrument: ProbeInstrument, red: NodeIndex, black: NodeIndex): Reading {
  switch (instrument) {
    case 'voltmeter':
      return { value: displayedVolts(voltmeterVolts(network, red, black)), unit: 'V' }
    case 'ohmmeter':
      return { value: readOhm(network, OHMMETER, red, black), unit: 'Ω' }
    case 'insulationTester':
      return { value: readOhm(network, INSULATION_TESTER, red, black), unit: 'Ω' }
    case 'continuity': {
      const value = readOhm(network, CONTINUITY, red, black)
      return { value, unit: 'Ω', isBeeping: value !== 'OL' && value < CONTINUITY_OHM }
    }
    case 'diode': {
      const { volts } = network.probe(red, black, DIODE_TESTER, 'settled')
      return { value: Math.abs(volts) > DIODE_TESTER.voltsMax ? 'OL' : displayedVolts(volts), unit: 'V' }
    }
  }
}

/** Two decimals up to 60 A, one above. Left out: the zero of a real clamp, which wanders. */
export function readClamp(network: Network, wire: BranchIndex): Reading {
  const amps = network.amps(wire)
  const perAmp = Math.abs(amps) < 60 ? 100 : 10
  return { value: Math.round(amps * perAmp) / perAmp + 0, unit: 'A' }
}

/** In steps of a hundredth of a bar. */
export function readGauge(pressurePa: number): Reading {
  return { value: 1000 * Math.round(pressurePa / 1000) + 0, unit: 'Pa' }
}

/** In tenths of a degree. Left out: what a shiny surface mirrors, and the spot that is larger than the part. */
export function readThermometer(degC: number): Reading {
  return { value: Math.round(10 * degC) / 10 + 0, unit: '°C' }
}

/** Before rounding: what safety is judged by. */
export function voltmeterVolts(network: Network, red: NodeIndex, black: NodeIndex): number {
  const { volts, ohm } = network.thevenin(red, black, 'now')
  return (volts * VOLTMETER_OHM) / (VOLTMETER_OHM + ohm)
}

/** The meter knows its own source: it takes the voltage and the current at its sockets for the resistance between. */
function readOhm(network: Network, source: Source, red: NodeIndex, black: NodeIndex): number | 'OL' {
  const { volts, ohm } = network.thevenin(red, black, 'settled')
  const amps = (source.volts - volts) / (source.ohm + ohm)
  const socketVolts = source.volts - amps * source.ohm
  const shown = socketVolts / amps
  if (!(amps > 0) || shown > source.ohmMax || shown < -0.01) return 'OL'
  return significant(Math.max(0, shown))
}

/** Four and a half digits. */
function displayedVolts(volts: number): number {
  const size = Math.abs(volts)
  const perVolt = size < 6 ? 1000 : size < 60 ? 100 : 10
  return Math.round(volts * perVolt) / perVolt + 0 // No negative zero on a display.
}

function significant(ohm: number): number {
  let perOhm = 100
  for (let full = 60; ohm > full && perOhm > 1e-7; full *= 10) perOhm /= 10
  return perOhm >= 1 ? Math.round(ohm * perOhm) / perOhm : Math.round(ohm * perOhm) * Math.round(1 / perOhm)
}
