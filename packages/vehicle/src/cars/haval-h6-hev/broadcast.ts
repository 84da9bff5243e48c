/**
 * What each signal of the frames is read from that the control units of this car send unasked; the frames themselves are in
 * its DBC file (./broadcast-dbc.ts).
 */
import type { CanBus } from '@luban/protocols/can/bus'
import { type BroadcastSource, createBroadcast as broadcastOf, planBroadcast } from '../../ecus/broadcast.ts'
import { CONTACTOR_STATES } from '../../ecus/contactors.ts'
import { WHEEL_SOURCES } from '../../ecus/wheel-frame.ts'
import { ENGINE_SOURCES } from '../../engine-control/broadcast.ts'
import { BROADCAST_DBC, UNKNOWN_GEAR } from './broadcast-dbc.ts'
import type { Communicates } from './diagnostics.ts'
import { MODES, SELECTORS } from './ecus/signals.ts'
import { STEP_S } from './figures.ts'
import { runsApplication, type Systems } from './systems.ts'

type Sources = Readonly<Record<string, BroadcastSource<Systems>>>

const HCU_SOURCES: Sources = {
  Selector: ({ signals }) => SELECTORS.indexOf(signals.selector),
  Ready: ({ signals }) => Number(signals.isReady),
  Mode: ({ signals }) => MODES.indexOf(signals.mode),
  EngineGear: ({ hcu }) => hcu.gear() ?? UNKNOWN_GEAR,
  HighVoltageWanted: ({ signals }) => Number(signals.isHighVoltageWanted),
  DischargeWanted: ({ signals }) => Number(signals.isDischargeWanted),
  EngineWanted: ({ signals }) => Number(signals.isEngineWanted),
  GeneratorWanted: ({ signals }) => Number(signals.isGeneratorWanted),
  TractionWanted: ({ signals }) => Number(signals.isTractionWanted),
  ChargeShort: ({ signals }) => Number(signals.isChargeShort),
  ConverterAmperes: ({ hcu }) => hcu.readings.dcdcA,
  EngineRequest: ({ signals }) => signals.engineRequestNm,
  GeneratorRequest: ({ signals }) => signals.generatorRequestNm,
  TractionRequest: ({ signals }) => signals.tractionRequestNm,
  Recuperated: ({ signals }) => signals.recuperatedNm,
}

const BMS_SOURCES: Sources = {
  PackVolts: ({ bms }) => bms.readings.packVolts,
  PackAmperes: ({ bms }) => bms.readings.amps,
  StateOfCharge: ({ signals }) => signals.socPercent,
  Contactors: ({ signals }) => CONTACTOR_STATES.indexOf(signals.bmsState),
  HighVoltageOn: ({ signals }) => Number(signals.isHighVoltageOn),
  OpeningAnnounced: ({ signals }) => Number(signals.isOpeningAnnounced),
  BatteryWarning: ({ signals }) => Number(signals.isBatteryWarning),
  DischargeLimit: ({ signals }) => signals.dischargeWMax / 1000,
  ChargeLimit: ({ signals }) => signals.chargeWMax / 1000,
  BusVolts: ({ bms }) => bms.readings.busVolts,
  Insulation: ({ bms }) => bms.readings.insulationOhm / 1000,
  CellVoltsMin: ({ bms }) => bms.readings.cellVoltsMin,
  CellVoltsMax: ({ bms }) => bms.readings.cellVoltsMax,
  PackTemperatureMin: ({ bms }) => bms.readings.tempDegCMin,
  PackTemperatureMax: ({ bms }) => bms.readings.tempDegCMax,
  PackInletAir: ({ bms }) => bms.readings.inletDegC,
  PackFan: ({ bms }) => 100 * bms.fanDuty(),
}

const INVERTER_SOURCES: Sources = {
  GeneratorSpeed: ({ signals }) => signals.generatorRpm,
  GeneratorTorque: ({ signals }) => signals.generatorNm,
  TractionSpeed: ({ signals }) => signals.tractionRpm,
  TractionTorque: ({ signals }) => signals.tractionNm,
  InverterVolts: ({ signals }) => signals.busVolts,
  GeneratorWinding: ({ inverter }) => inverter.readings.generator.windingDegC,
  TractionWinding: ({ inverter }) => inverter.readings.traction.windingDegC,
  GeneratorStage: ({ inverter }) => inverter.readings.generator.stageDegC,
  TractionStage: ({ inverter }) => inverter.readings.traction.stageDegC,
  InverterCoolant: ({ inverter }) => inverter.readings.coolantInDegC,
  GeneratorAble: ({ signals }) => Number(signals.isGeneratorAble),
  TractionAble: ({ signals }) => Number(signals.isTractionAble),
  InverterPump: ({ inverter }) => Number(inverter.relays.pump),
}

const BRAKE_SOURCES: Sources = {
  ...WHEEL_SOURCES,
  Speed: ({ signals }) => 3.6 * signals.speedMps,
  BrakeRequest: ({ signals }) => signals.brakeRequestNm,
  BrakeWarning: ({ signals }) => Number(signals.isBrakeWarning),
}

const BODY_SOURCES: Sources = {
  Ignition: ({ signals }) => Number(signals.isIgnitionOn),
  PowerOn: ({ signals }) => Number(signals.isPowerOn),
  CoolingWanted: ({ signals }) => Number(signals.isCoolingWanted),
  ReadyPresses: ({ signals }) => signals.readyPresses % 16,
  AmbientTemperature: ({ signals }) => signals.ambientTempDegC,
  FuelLevel: ({ signals }) => signals.fuelPercent,
  Odometer: ({ signals }) => signals.odometerM / 1000,
  LampReady: ({ body }) => Number(body.lamps.ready),
  LampHybrid: ({ body }) => Number(body.lamps.hybrid),
  LampCharge: ({ body }) => Number(body.lamps.charge),
  LampOilPressure: ({ body }) => Number(body.lamps.oilPressure),
  LampBrakes: ({ body }) => Number(body.lamps.brakes),
  LampFuel: ({ body }) => Number(body.lamps.fuel),
}

type Sender = 'engine' | 'hcu' | 'bms' | 'inverter' | 'brakes' | 'body'

const PLAN = planBroadcast<Sender, Systems>({
  dbc: BROADCAST_DBC,
  stepS: STEP_S,
  senders: { Engine: 'engine', Hcu: 'hcu', Bms: 'bms', Inverter: 'inverter', Brakes: 'brakes', Body: 'body' },
  sources: {
    ...ENGINE_SOURCES,
    ...HCU_SOURCES,
    ...BMS_SOURCES,
    ...INVERTER_SOURCES,
    ...BRAKE_SOURCES,
    ...BODY_SOURCES,
  },
})

/** The bus is quiet while the ignition is off. */
export function createBroadcast(bus: CanBus, systemsOf: Readonly<Record<Sender, Systems>>, speaks: Communicates) {
  return broadcastOf(PLAN, {
    bus,
    systemsOf,
    speaks(sender) {
      const systems = systemsOf[sender]
      return (
        systems[sender].isAwake() && runsApplication(sender, systems) && systems.signals.isIgnitionOn && speaks[sender]
      )
    },
  })
}
