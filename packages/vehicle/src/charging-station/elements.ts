/**
 * A DC charging station as far as it is electrical, behind the nine pins of its plug: what a car's inlet meets.
 * GB/T 18487.1 and GB/T 20234.3 name the pins and the resistors of CC1 and CC2; the rest are teaching values.
 *
 * Nodes and elements are within the car's part that is the inlet: `station.sPlus` is the station's side of its pin `sPlus`.
 * Left out: the switch in the plug's handle, K4 (K3 stands for both), the plug's temperature sensors, its electric lock as
 * a circuit.
 */
import { contact, type Element, load, resistor, source } from '../harness/elements.ts'

export const PLUG_PINS = ['dcPlus', 'dcMinus', 'earth', 'cc1', 'cc2', 'sPlus', 'sMinus', 'aPlus', 'aMinus'] as const

/** Of the modules, so that they hold a voltage and give a current: see ./power.ts. */
export const MODULES_OHM = 0.5

const CHASSIS = 'chassis'

export function stationElements(): Element[] {
  return [
    ...PLUG_PINS.map((pin) => contact(`plug.${pin}`, pin, `station.${pin}`, pin.startsWith('dc') ? 2e-4 : 2e-3)),
    // CC1: 12 V behind 1 kΩ, 1 kΩ in the plug: 6 V, and 4 V with the 1 kΩ of the inlet beside it.
    source('station.cc1Source', 'station.cc1', 'station.earth', 12, 1000),
    resistor('station.cc1Resistor', 'station.cc1', 'station.earth', 1000),
    resistor('station.cc2Resistor', 'station.cc2', 'station.earth', 1000),
    source('station.auxiliary', 'station.aux', 'station.aMinus', 12.3, 0.05),
    contact('station.k3', 'station.aux', 'station.aPlus', 2e-3),
    resistor('station.terminator', 'station.sPlus', 'station.sMinus', 120),
    source('station.biasHigh', 'station.sPlus', 'station.earth', 0, 3e4),
    source('station.biasLow', 'station.sMinus', 'station.earth', 0, 3e4),
    load('station.transmitHigh', 'station.sPlus', CHASSIS),
    load('station.transmitLow', 'station.sMinus', CHASSIS),
    source('station.modules', 'station.modulesPlus', 'station.modulesMinus', 0, MODULES_OHM),
    contact('station.k1', 'station.modulesPlus', 'station.dcPlus', 2e-4),
    contact('station.k2', 'station.dcMinus', 'station.modulesMinus', 2e-4),
    resistor('station.insulationPlus', 'station.dcPlus', 'station.earth', 50e6),
    resistor('station.insulationMinus', 'station.dcMinus', 'station.earth', 50e6),
  ]
}

/** Its transceiver, for harness/can-lines.ts. `inlet` is the part of the car. */
export const stationCanNode = (inlet: string) => ({
  high: `${inlet}.station.sPlus`,
  low: `${inlet}.station.sMinus`,
  bias: [`${inlet}.station.biasHigh`, `${inlet}.station.biasLow`] as const,
  transmit: [`${inlet}.station.transmitHigh`, `${inlet}.station.transmitLow`] as const,
})
