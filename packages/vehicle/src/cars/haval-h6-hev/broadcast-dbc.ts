/**
 * The DBC file of this car: the frames that its control units send unasked. `broadcast.ts` sends what this file says, and
 * whoever listens can read it with the same file.
 *
 * All identifiers and layouts are our own: what public tools tell of this maker's hybrids is CAN FD, and of another one.
 * Bits of no signal are 0.
 */
import { ownDbc } from '../../ecus/broadcast-dbc.ts'
import { CONTACTOR_STATES } from '../../ecus/contactors.ts'
import { WHEEL_FRAME, WHEEL_FRAME_ID } from '../../ecus/wheel-frame.ts'
import { ENGINE_FRAME_PERIODS_MS, engineFrames } from '../../engine-control/broadcast.ts'
import { MODES, SELECTORS } from './ecus/signals.ts'

/** While the sleeve's sensor tells nothing. */
export const UNKNOWN_GEAR = 3
const GEARS = ['none', 'first', 'second', 'unknown'] as const

const hybridFrames = [
  `BO_ 288 HybridState: 8 Hcu
 SG_ Selector : 0|3@1+ (1,0) [0|7] "" Body,Engine
 SG_ Ready : 3|1@1+ (1,0) [0|1] "" Body
 SG_ Mode : 4|4@1+ (1,0) [0|15] "" Body
 SG_ EngineGear : 8|2@1+ (1,0) [0|3] "" Vector__XXX
 SG_ HighVoltageWanted : 10|1@1+ (1,0) [0|1] "" Bms
 SG_ DischargeWanted : 11|1@1+ (1,0) [0|1] "" Inverter
 SG_ EngineWanted : 12|1@1+ (1,0) [0|1] "" Engine
 SG_ GeneratorWanted : 13|1@1+ (1,0) [0|1] "" Inverter
 SG_ TractionWanted : 14|1@1+ (1,0) [0|1] "" Inverter
 SG_ ChargeShort : 15|1@1+ (1,0) [0|1] "" Body
 SG_ ConverterAmperes : 16|16@1- (0.1,0) [-3276.8|3276.7] "A" Vector__XXX
`,
  `BO_ 290 TorqueRequests: 8 Hcu
 SG_ EngineRequest : 0|16@1- (0.1,0) [-3276.8|3276.7] "Nm" Engine
 SG_ GeneratorRequest : 16|16@1- (0.1,0) [-3276.8|3276.7] "Nm" Inverter
 SG_ TractionRequest : 32|16@1- (0.1,0) [-3276.8|3276.7] "Nm" Inverter
 SG_ Recuperated : 48|16@1+ (1,0) [0|65535] "Nm" Brakes
`,
]

const packFrames = [
  `BO_ 320 PackState: 8 Bms
 SG_ PackVolts : 0|16@1+ (0.1,0) [0|6553.5] "V" Hcu
 SG_ PackAmperes : 16|16@1- (0.1,0) [-3276.8|3276.7] "A" Hcu
 SG_ StateOfCharge : 32|16@1+ (0.01,0) [0|655.35] "%" Hcu,Body
 SG_ Contactors : 48|4@1+ (1,0) [0|15] "" Hcu
 SG_ HighVoltageOn : 52|1@1+ (1,0) [0|1] "" Hcu,Inverter,Body
 SG_ OpeningAnnounced : 53|1@1+ (1,0) [0|1] "" Hcu,Inverter
 SG_ BatteryWarning : 54|1@1+ (1,0) [0|1] "" Hcu,Body
`,
  `BO_ 322 PackLimits: 8 Bms
 SG_ DischargeLimit : 0|16@1+ (0.01,0) [0|655.35] "kW" Hcu
 SG_ ChargeLimit : 16|16@1+ (0.01,0) [0|655.35] "kW" Hcu
 SG_ BusVolts : 32|16@1+ (0.1,0) [0|6553.5] "V" Vector__XXX
 SG_ Insulation : 48|16@1+ (1,0) [0|65535] "kOhm" Vector__XXX
`,
  `BO_ 324 PackCells: 8 Bms
 SG_ CellVoltsMin : 0|16@1+ (0.001,0) [0|65.535] "V" Vector__XXX
 SG_ CellVoltsMax : 16|16@1+ (0.001,0) [0|65.535] "V" Vector__XXX
 SG_ PackTemperatureMin : 32|8@1+ (1,-40) [-40|215] "degC" Vector__XXX
 SG_ PackTemperatureMax : 40|8@1+ (1,-40) [-40|215] "degC" Vector__XXX
 SG_ PackInletAir : 48|8@1+ (1,-40) [-40|215] "degC" Vector__XXX
 SG_ PackFan : 56|8@1+ (0.5,0) [0|127.5] "%" Vector__XXX
`,
]

const machineFrames = [
  `BO_ 336 Machines: 8 Inverter
 SG_ GeneratorSpeed : 0|16@1- (1,0) [-32768|32767] "rpm" Hcu
 SG_ GeneratorTorque : 16|16@1- (0.1,0) [-3276.8|3276.7] "Nm" Hcu
 SG_ TractionSpeed : 32|16@1- (1,0) [-32768|32767] "rpm" Hcu
 SG_ TractionTorque : 48|16@1- (0.1,0) [-3276.8|3276.7] "Nm" Hcu
`,
  `BO_ 338 InverterState: 8 Inverter
 SG_ InverterVolts : 0|16@1+ (0.1,0) [0|6553.5] "V" Hcu
 SG_ GeneratorWinding : 16|8@1+ (1,-40) [-40|215] "degC" Vector__XXX
 SG_ TractionWinding : 24|8@1+ (1,-40) [-40|215] "degC" Vector__XXX
 SG_ GeneratorStage : 32|8@1+ (1,-40) [-40|215] "degC" Vector__XXX
 SG_ TractionStage : 40|8@1+ (1,-40) [-40|215] "degC" Vector__XXX
 SG_ InverterCoolant : 48|8@1+ (1,-40) [-40|215] "degC" Vector__XXX
 SG_ GeneratorAble : 56|1@1+ (1,0) [0|1] "" Hcu
 SG_ TractionAble : 57|1@1+ (1,0) [0|1] "" Hcu,Body
 SG_ InverterPump : 58|1@1+ (1,0) [0|1] "" Vector__XXX
`,
]

const brakeFrames = [
  WHEEL_FRAME,
  `BO_ 306 RoadSpeed: 8 Brakes
 SG_ Speed : 0|16@1+ (0.01,0) [0|655.35] "km/h" Engine,Hcu,Body
 SG_ BrakeRequest : 16|16@1+ (1,0) [0|65535] "Nm" Hcu
 SG_ BrakeWarning : 32|1@1+ (1,0) [0|1] "" Body
`,
]

const bodyFrames = [
  `BO_ 784 BodyState: 8 Body
 SG_ Ignition : 0|1@1+ (1,0) [0|1] "" Engine,Hcu,Bms,Inverter,Brakes
 SG_ PowerOn : 1|1@1+ (1,0) [0|1] "" Hcu
 SG_ CoolingWanted : 2|1@1+ (1,0) [0|1] "" Hcu
 SG_ ReadyPresses : 4|4@1+ (1,0) [0|15] "" Hcu
 SG_ AmbientTemperature : 8|8@1+ (0.5,-40) [-40|87.5] "degC" Engine,Hcu
 SG_ FuelLevel : 16|8@1+ (0.5,0) [0|127.5] "%" Vector__XXX
 SG_ Odometer : 24|24@1+ (0.1,0) [0|1677721.5] "km" Vector__XXX
`,
  `BO_ 786 Lamps: 1 Body
 SG_ LampReady : 0|1@1+ (1,0) [0|1] "" Vector__XXX
 SG_ LampHybrid : 1|1@1+ (1,0) [0|1] "" Vector__XXX
 SG_ LampCharge : 2|1@1+ (1,0) [0|1] "" Vector__XXX
 SG_ LampOilPressure : 3|1@1+ (1,0) [0|1] "" Vector__XXX
 SG_ LampBrakes : 4|1@1+ (1,0) [0|1] "" Vector__XXX
 SG_ LampFuel : 5|1@1+ (1,0) [0|1] "" Vector__XXX
`,
]

export const BROADCAST_DBC = ownDbc({
  units: ['Engine', 'Hcu', 'Bms', 'Inverter', 'Brakes', 'Body'],
  frames: [...engineFrames('Hcu'), ...hybridFrames, ...brakeFrames, ...packFrames, ...machineFrames, ...bodyFrames],
  periodMs: {
    ...ENGINE_FRAME_PERIODS_MS,
    ...{ 288: 50, 290: 20, [WHEEL_FRAME_ID]: 50, 306: 50 },
    ...{ 320: 50, 322: 100, 324: 500, 336: 20, 338: 100, 784: 200, 786: 500 },
  },
  lists: [
    [288, 'Selector', SELECTORS],
    [288, 'Mode', MODES],
    [288, 'EngineGear', GEARS],
    [320, 'Contactors', CONTACTOR_STATES],
  ],
})
