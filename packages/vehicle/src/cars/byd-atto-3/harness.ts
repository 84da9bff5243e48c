/**
 * The wiring of the car: every conductor, contact, fuse, winding and load that a meter or a control unit can see.
 *
 * High voltage floats; low voltage returns through the chassis, which is the reference. Resistances are teaching
 * values of the right size, to be tuned on the real car. A node that a probe can reach is a measuring point (see
 * ./model.ts) under the same name.
 *
 * Invariant: control units and actions only close switches and set sources; a fault only changes a resistance (or a
 * physical parameter in ./physics.ts). So what is broken stays broken whatever is commanded.
 */
import type { BranchDescription } from '../../network/network.ts'
import { CELLS_OF_MODULE, MODULE_COUNT, STEP_S } from './figures.ts'

/** The service disconnect opens the string between these two modules (counted from 1). */
const MODULE_BELOW_DISCONNECT = 5

/** Interlock connectors in the order of the loop, from the battery management system's source to its return. */
export const INTERLOCK_CONNECTORS = [
  'serviceDisconnect',
  'packConnector',
  'motorControllerConnector',
  'dcdcConnector',
  'ptcConnector',
  'compressorConnector',
] as const

const CONTACT_OHM = 2e-4
const OPEN = Number.POSITIVE_INFINITY

export function describeHarness(): { stepS: number; reference: string; branches: BranchDescription[] } {
  return {
    stepS: STEP_S,
    reference: 'chassis',
    branches: [
      ...pack(),
      ...junctionBox(),
      ...motorController(),
      ...consumers(),
      ...insulation(),
      ...lowVoltageSupply(),
      ...controlUnits(),
      ...contactorCoils(),
      ...interlock(),
      ...auxiliaries(),
      ...sensors(),
      ...inlet(),
      ...canWires(),
    ],
  }
}

/** The terminals of a module: [negative, positive]. */
function moduleTerminals(module: number): readonly [string, string] {
  const lower = module === MODULE_BELOW_DISCONNECT + 1 ? 'serviceDisconnect.upper' : `pack.tap${module - 1}`
  const upper = module === MODULE_BELOW_DISCONNECT ? 'serviceDisconnect.lower' : `pack.tap${module}`
  return [lower, upper]
}

function pack(): BranchDescription[] {
  const modules = CELLS_OF_MODULE.map((cells, index) => {
    const [minus, plus] = moduleTerminals(index + 1)
    return source(`module${index + 1}`, plus, minus, cells * 3.3, cells * 4e-4)
  })
  return [
    ...modules,
    contact('serviceDisconnect', 'serviceDisconnect.lower', 'serviceDisconnect.upper', 2e-4, true),
    resistor('packFuse', `pack.tap${MODULE_COUNT}`, 'pack.plus', 3e-4),
    resistor('currentSensor', 'pack.minus', 'pack.tap0', 5e-5), // Positive while the pack discharges.
  ]
}

function junctionBox(): BranchDescription[] {
  return [
    contact('negativeContactor', 'hv.minus', 'pack.minus', CONTACT_OHM),
    resistor('negativeContactor.weld', 'hv.minus', 'pack.minus', OPEN),
    contact('positiveContactor', 'pack.plus', 'hv.plus', CONTACT_OHM),
    resistor('positiveContactor.weld', 'pack.plus', 'hv.plus', OPEN),
    contact('prechargeContactor', 'pack.plus', 'precharge.middle', 1e-3),
    resistor('prechargeContactor.weld', 'pack.plus', 'precharge.middle', OPEN),
    resistor('prechargeResistor', 'precharge.middle', 'hv.plus', 100),
    resistor('fuse.dcdc', 'hv.plus', 'dcdc.plus', 4e-3),
    resistor('fuse.charger', 'hv.plus', 'charger.plus', 4e-3),
    resistor('fuse.ptc', 'hv.plus', 'ptc.plus', 4e-3),
    resistor('fuse.compressor', 'hv.plus', 'compressor.plus', 4e-3),
  ]
}

/** 1 mF and a 100 kΩ bleeder: from 420 V to 60 V in 195 s without the active discharge, in 2 s with it. */
function motorController(): BranchDescription[] {
  return [
    resistor('cable.motorController.plus', 'hv.plus', 'motorController.plus', 8e-4),
    resistor('cable.motorController.minus', 'motorController.minus', 'hv.minus', 8e-4),
    {
      kind: 'capacitor',
      name: 'dcLink',
      from: 'motorController.plus',
      to: 'motorController.minus',
      farad: 1e-3,
      volts: 0,
    },
    resistor('bleeder', 'motorController.plus', 'motorController.minus', 1e5),
    contact('activeDischarge', 'motorController.plus', 'motorController.minus', 1000),
    load('inverter', 'motorController.plus', 'motorController.minus'),
    resistor('inverter.leak', 'motor.u', 'motorController.minus', 1e8), // The blocked bridge.
    resistor('winding.u', 'motor.u', 'motor.star', 0.018),
    resistor('winding.v', 'motor.v', 'motor.star', 0.018),
    resistor('winding.w', 'motor.w', 'motor.star', 0.018),
  ]
}

function consumers(): BranchDescription[] {
  return [
    resistor('cable.dcdc.minus', 'dcdc.minus', 'hv.minus', 2e-3),
    load('dcdc.input', 'dcdc.plus', 'dcdc.minus'),
    resistor('cable.charger.minus', 'charger.minus', 'hv.minus', 2e-3),
    load('charger.output', 'charger.minus', 'charger.plus'), // Positive while it charges.
    resistor('cable.ptc.minus', 'ptc.minus', 'hv.minus', 2e-3),
    contact('ptc.relay', 'ptc.plus', 'ptc.element', 5e-3),
    resistor('ptc.heater', 'ptc.element', 'ptc.minus', 30),
    resistor('cable.compressor.minus', 'compressor.minus', 'hv.minus', 2e-3),
    resistor('compressor.coil', 'compressor.plus', 'compressor.stage', 0.02), // The choke before its inverter.
    load('compressor.input', 'compressor.stage', 'compressor.minus'),
  ]
}

/** Together about 2 MΩ at the closed contactors, 5 kΩ for each volt of the pack. */
function insulation(): BranchDescription[] {
  const toChassis = (point: string, ohm: number) => resistor(`insulation.${point}`, point, 'chassis', ohm)
  return [
    toChassis('pack.plus', 12e6),
    toChassis('pack.minus', 12e6),
    toChassis('serviceDisconnect.upper', 60e6),
    toChassis('serviceDisconnect.lower', 60e6),
    toChassis('motorController.plus', 30e6),
    toChassis('motorController.minus', 30e6),
    toChassis('dcdc.plus', 60e6),
    toChassis('dcdc.minus', 60e6),
    toChassis('charger.plus', 60e6),
    toChassis('charger.minus', 60e6),
    toChassis('ptc.element', 60e6),
    toChassis('ptc.minus', 60e6),
    toChassis('compressor.plus', 60e6),
    toChassis('compressor.minus', 60e6),
    toChassis('motor.star', 100e6),
  ]
}

function lowVoltageSupply(): BranchDescription[] {
  return [
    source('battery12V', 'battery12V.plus', 'battery12V.minus', 12.7, 8e-3),
    contact('battery12V.clamp', 'battery12V.minus', 'chassis', 5e-4, true),
    resistor('fuse.main', 'battery12V.plus', 'lv.bus', 5e-4),
    source('dcdc.source', 'dcdc.stage', 'chassis', 13.8, 4e-3),
    contact('dcdc.output', 'dcdc.stage', 'dcdc.out', 1e-3),
    resistor('fuse.dcdcOutput', 'dcdc.out', 'lv.bus', 1e-3),
    contact('ignitionRelay', 'lv.bus', 'lv.ignition', 2e-3),
    contact('comfortRelay', 'lv.ignition', 'comfort.supply', 4e-3),
    resistor('comfort.load', 'comfort.supply', 'chassis', 0.6),
    resistor('clock.load', 'lv.bus', 'chassis', 1500), // 8 mA for ever.
    resistor('fuse.diagnosis', 'lv.bus', 'diagnosis.16', 5e-3),
  ]
}

function controlUnits(): BranchDescription[] {
  const unit = (id: string, feed: string, ohm: number) => [
    resistor(`fuse.${id}`, feed, `${id}.supply`, 5e-3),
    contact(`${id}.load`, `${id}.supply`, `${id}.ground`, ohm, true),
    resistor(`${id}.sleep`, `${id}.supply`, `${id}.ground`, 3000),
    resistor(`${id}.groundWire`, `${id}.ground`, 'chassis', 5e-3),
  ]
  return [
    ...unit('bms', 'lv.bus', 40),
    ...unit('drive', 'lv.ignition', 16),
    ...unit('body', 'lv.bus', 60),
    ...unit('gateway', 'lv.bus', 100),
  ]
}

function contactorCoils(): BranchDescription[] {
  const coil = (id: string, ohm: number) => [
    resistor(`${id}.coil`, 'contactors.supply', `${id}.driver`, ohm),
    contact(`${id}.drive`, `${id}.driver`, 'chassis', 0.05),
  ]
  return [
    resistor('fuse.contactors', 'lv.ignition', 'contactors.supply', 5e-3),
    ...coil('negativeContactor', 24),
    ...coil('positiveContactor', 24),
    ...coil('prechargeContactor', 48),
  ]
}

/** 5 V behind 50 Ω goes out, and 10 kΩ waits at the return: 4.97 V there while the loop is whole. */
function interlock(): BranchDescription[] {
  const places = ['interlock.out', ...INTERLOCK_CONNECTORS.map((id) => `interlock.${id}`)]
  places[places.length - 1] = 'interlock.return'
  return [
    source('interlock.source', 'interlock.out', 'chassis', 0, 50),
    ...INTERLOCK_CONNECTORS.map((id, i) => contact(`interlock.${id}`, places[i], places[i + 1], 0.02, true)),
    resistor('interlock.load', 'interlock.return', 'chassis', 1e4),
  ]
}

function auxiliaries(): BranchDescription[] {
  return [
    resistor('fuse.cooling', 'lv.ignition', 'cooling.supply', 5e-3),
    contact('pump.relay', 'cooling.supply', 'pump.plus', 5e-3),
    resistor('pump.motor', 'pump.plus', 'chassis', 4),
    contact('fan.relay', 'cooling.supply', 'fan.plus', 5e-3),
    resistor('fan.motor', 'fan.plus', 'chassis', 0.8),
    resistor('fuse.lights', 'lv.bus', 'lights.supply', 5e-3),
    contact('lights.relay', 'lights.supply', 'lights.plus', 5e-3),
    resistor('lights.lamps', 'lights.plus', 'chassis', 1.6),
  ]
}

/**
 * Thermistors against 10 kΩ at 5 V; resolver windings with a bias that shows an open one; two tracks of the accelerator
 * and one of the brake. The body is on as long as it has supply, so its reference stands when a car is made.
 */
function sensors(): BranchDescription[] {
  const divider = (id: string, reference: string) => [
    resistor(`${id}.pullUp`, reference, id, 1e4),
    resistor(`${id}.sensor`, id, 'chassis', 1e4),
  ]
  const winding = (id: string, ohm: number) => [
    resistor(`resolver.${id}.pullUp`, 'drive.reference', `resolver.${id}.plus`, 1e4),
    resistor(`resolver.${id}`, `resolver.${id}.plus`, `resolver.${id}.minus`, ohm),
    resistor(`resolver.${id}.pullDown`, `resolver.${id}.minus`, 'chassis', 1e4),
  ]
  const modules = Array.from({ length: MODULE_COUNT }, (_, i) => divider(`thermistor.module${i + 1}`, 'bms.reference'))
  return [
    source('bms.referenceSource', 'bms.reference', 'chassis', 0, 1),
    source('drive.referenceSource', 'drive.reference', 'chassis', 0, 1),
    source('body.referenceSource', 'body.reference', 'chassis', 5, 1),
    ...modules.flat(),
    ...divider('thermistor.motor', 'drive.reference'),
    ...divider('thermistor.inverter', 'drive.reference'),
    ...divider('thermistor.coolant', 'drive.reference'),
    ...divider('thermistor.ambient', 'body.reference'),
    ...divider('thermistor.cabin', 'body.reference'),
    ...winding('excitation', 18),
    ...winding('sine', 22),
    ...winding('cosine', 22),
    source('pedal.wiper1', 'pedal.track1', 'chassis', 0, 1000),
    source('pedal.wiper2', 'pedal.track2', 'chassis', 0, 1000),
    resistor('pedal.load1', 'pedal.track1', 'chassis', 1e6),
    resistor('pedal.load2', 'pedal.track2', 'chassis', 1e6),
    source('brake.wiper', 'brake.track', 'chassis', 0, 1000),
    resistor('brake.load', 'brake.track', 'chassis', 1e6),
  ]
}

/** Type 2 inlet, IEC 61851-1: the pilot is 12 V open, 9 V with a car, 6 V when the car asks for energy. */
function inlet(): BranchDescription[] {
  return [
    source('station.pilot', 'station.pilot', 'chassis', 12, 1000),
    contact('plug.pilot', 'station.pilot', 'inlet.pilot', 0.02),
    resistor('charger.pilotLoad', 'inlet.pilot', 'chassis', 2740),
    contact('charger.pilotSwitch', 'inlet.pilot', 'chassis', 1300),
    source('charger.proximitySource', 'inlet.proximity', 'chassis', 5, 330),
    resistor('charger.proximityLoad', 'inlet.proximity', 'chassis', 2700),
    contact('plug.proximity', 'inlet.proximity', 'chassis', 220), // 220 Ω codes a cable for 32 A.
  ]
}

/** The diagnosis connector sees 60 Ω between its pins 6 and 14, and both wires rest near 2.5 V. */
function canWires(): BranchDescription[] {
  return [
    resistor('can.terminator1', 'diagnosis.6', 'diagnosis.14', 120),
    resistor('can.terminator2', 'diagnosis.6', 'diagnosis.14', 120),
    source('can.recessive', 'diagnosis.6', 'chassis', 0, 3000),
  ]
}

function resistor(name: string, from: string, to: string, ohm: number): BranchDescription {
  return { kind: 'resistor', name, from, to, ohm }
}

function contact(name: string, from: string, to: string, ohm: number, isClosed = false): BranchDescription {
  return { kind: 'switch', name, from, to, ohm, isClosed }
}

function source(name: string, from: string, to: string, volts: number, ohm: number): BranchDescription {
  return { kind: 'voltageSource', name, from, to, volts, ohm }
}

/** What draws a power rather than a current: ./physics.ts sets its current from the voltage of the step before. */
function load(name: string, from: string, to: string): BranchDescription {
  return { kind: 'currentSource', name, from, to, amps: 0 }
}
