/**
 * The frames that the engine control unit sends unasked, in every car that has it: their text in a DBC file, and what each
 * signal is read from.
 */
import type { BroadcastSource } from '../ecus/broadcast.ts'
import type { EngineSignals } from './signals.ts'

export const ENGINE_FRAME_PERIODS_MS = { 272: 20, 274: 100 } as const

/** `partner`: whom it tells of torque, a transmission's control unit or a hybrid's. */
export const engineFrames = (partner: string): readonly string[] => [
  `BO_ 272 EngineTorque: 8 Engine
 SG_ EngineSpeed : 0|16@1+ (0.25,0) [0|16383.75] "rpm" ${partner},Body
 SG_ EngineTorque : 16|16@1- (0.1,0) [-3276.8|3276.7] "Nm" ${partner}
 SG_ DriverDemand : 32|16@1- (0.1,0) [-3276.8|3276.7] "Nm" ${partner}
 SG_ Accelerator : 48|8@1+ (0.4,0) [0|100] "%" ${partner}
 SG_ EngineCounter : 56|4@1+ (1,0) [0|15] "" Vector__XXX
`,
  `BO_ 274 EngineState: 8 Engine
 SG_ CoolantTemperature : 0|8@1+ (1,-40) [-40|215] "degC" Body
 SG_ EngineRunning : 8|1@1+ (1,0) [0|1] "" Body,${partner}
 SG_ BrakePedal : 9|1@1+ (1,0) [0|1] "" Body,${partner}
 SG_ OilPressureLow : 10|1@1+ (1,0) [0|1] "" Body
 SG_ ChargeLow : 11|1@1+ (1,0) [0|1] "" Body
 SG_ LampBlinking : 12|1@1+ (1,0) [0|1] "" Body
 SG_ FuelUsed : 16|32@1+ (0.0001,0) [0|429496.7295] "l" Body
`,
]

export const ENGINE_SOURCES: Readonly<Record<string, BroadcastSource<{ readonly signals: Readonly<EngineSignals> }>>> =
  {
    EngineSpeed: ({ signals }) => signals.engineRpm,
    EngineTorque: ({ signals }) => signals.engineNm,
    DriverDemand: ({ signals }) => signals.engineDemandNm,
    Accelerator: ({ signals }) => 100 * signals.accelerator,
    EngineCounter: (_, sent) => sent % 16,
    CoolantTemperature: ({ signals }) => signals.coolantDegC,
    EngineRunning: ({ signals }) => Number(signals.isEngineRunning),
    BrakePedal: ({ signals }) => Number(signals.isBrakePressed),
    OilPressureLow: ({ signals }) => Number(signals.isOilPressureLow),
    ChargeLow: ({ signals }) => Number(signals.isChargeLow),
    LampBlinking: ({ signals }) => Number(signals.isLampBlinking),
    FuelUsed: ({ signals }) => signals.fuelUsedL,
  }
