/**
 * The DBC file of this car: the frames that its control units send unasked. `broadcast.ts` sends what this file says, and
 * whoever listens can read it with the same file.
 *
 * Identifiers and the places of what they hold: as public tools know the real car (Battery-Emulator, OVMS, kommuai's
 * opendbc); where these say none, they are our own, and the comment of the message says so. Bits of no signal are 0.
 */
import { CELL_COUNT } from './figures.ts'

/** Three cells a frame, all in 42 frames. */
const CELL_PAGES = CELL_COUNT / 3
const CELL_SIGNALS = Array.from({ length: CELL_COUNT }, (_, i) => {
  const [page, place] = [Math.floor(i / 3), i % 3]
  return ` SG_ Cell${i + 1} m${page} : ${8 + 16 * place}|12@1+ (1,0) [0|4095] "mV" Vector__XXX`
}).join('\n')

export const BROADCAST_DBC = `VERSION "1"

NS_ :
	CM_
	BA_DEF_
	BA_
	VAL_
	BA_DEF_DEF_
	SG_MUL_VAL_

BS_:

BU_: Battery Drive Body

BO_ 1092 PackState: 8 Battery
 SG_ PackVolts : 0|12@1+ (1,0) [0|500] "V" Vector__XXX
 SG_ PackAmperes : 16|16@1+ (0.1,-500) [-500|500] "A" Vector__XXX
 SG_ StateOfHealth : 32|8@1+ (1,0) [0|100] "%" Vector__XXX
 SG_ StateOfCharge : 40|8@1+ (1,0) [0|100] "%" Vector__XXX

BO_ 1080 PackVoltages: 8 Battery
 SG_ PackVoltsFine : 0|16@1+ (0.1,0) [0|500] "V" Vector__XXX
 SG_ BusVolts : 16|16@1+ (0.1,0) [0|500] "V" Vector__XXX

BO_ 1082 Insulation: 8 Battery
 SG_ InsulationPerVolt : 0|16@1+ (1,0) [0|65535] "Ohm/V" Vector__XXX

BO_ 1085 CellVoltages: 8 Battery
 SG_ CellPage M : 0|8@1+ (1,0) [0|${CELL_PAGES - 1}] "" Vector__XXX
${CELL_SIGNALS}

BO_ 1084 ModuleTemperatures: 8 Battery
 SG_ TemperaturePage M : 0|8@1+ (1,0) [0|1] "" Vector__XXX
 SG_ Module1 m0 : 8|8@1+ (1,-40) [-40|214] "degC" Vector__XXX
 SG_ Module2 m0 : 16|8@1+ (1,-40) [-40|214] "degC" Vector__XXX
 SG_ Module3 m0 : 24|8@1+ (1,-40) [-40|214] "degC" Vector__XXX
 SG_ Module4 m0 : 32|8@1+ (1,-40) [-40|214] "degC" Vector__XXX
 SG_ Module5 m0 : 40|8@1+ (1,-40) [-40|214] "degC" Vector__XXX
 SG_ Module6 m0 : 48|8@1+ (1,-40) [-40|214] "degC" Vector__XXX
 SG_ Module7 m1 : 8|8@1+ (1,-40) [-40|214] "degC" Vector__XXX
 SG_ Module8 m1 : 16|8@1+ (1,-40) [-40|214] "degC" Vector__XXX
 SG_ Module9 m1 : 24|8@1+ (1,-40) [-40|214] "degC" Vector__XXX
 SG_ Module10 m1 : 32|8@1+ (1,-40) [-40|214] "degC" Vector__XXX
 SG_ NoModule m1 : 40|16@1+ (1,0) [0|65535] "" Vector__XXX

BO_ 1094 CellExtrema: 8 Battery
 SG_ WeakestCellVolts : 0|16@1+ (0.001,0) [0|5] "V" Vector__XXX
 SG_ WeakestCell : 16|8@1+ (1,0) [1|126] "" Vector__XXX
 SG_ StrongestCellVolts : 24|16@1+ (0.001,0) [0|5] "V" Vector__XXX
 SG_ StrongestCell : 40|8@1+ (1,0) [1|126] "" Vector__XXX

BO_ 1095 PackExtrema: 8 Battery
 SG_ LowestTemperature : 8|8@1+ (1,-40) [-40|214] "degC" Vector__XXX
 SG_ HighestTemperature : 24|8@1+ (1,-40) [-40|214] "degC" Vector__XXX
 SG_ StateOfChargeFine : 32|12@1+ (0.1,0) [0|100] "%" Vector__XXX

BO_ 836 Contactors: 8 Battery
 SG_ HighVoltageOn : 2|1@1+ (1,0) [0|1] "" Vector__XXX
 SG_ Precharge : 6|1@1+ (1,0) [0|1] "" Vector__XXX
 SG_ MainContactors : 7|1@1+ (1,0) [0|1] "" Vector__XXX

BO_ 837 PowerLimits: 8 Battery
 SG_ DischargeLimit : 0|16@1+ (0.1,0) [0|200] "kW" Vector__XXX
 SG_ ChargeLimit : 16|16@1+ (0.1,0) [0|200] "kW" Vector__XXX

BO_ 337 Speed: 8 Drive
 SG_ SpeedKmh : 0|8@1+ (1,0) [0|255] "km/h" Vector__XXX

BO_ 496 WheelSpeeds: 8 Drive
 SG_ FrontLeft : 0|12@1+ (0.1,0) [0|409.5] "km/h" Vector__XXX
 SG_ FrontRightFault : 12|1@1+ (1,0) [0|1] "" Vector__XXX
 SG_ FrontLeftFault : 13|1@1+ (1,0) [0|1] "" Vector__XXX
 SG_ RearRightFault : 14|1@1+ (1,0) [0|1] "" Vector__XXX
 SG_ RearLeftFault : 15|1@1+ (1,0) [0|1] "" Vector__XXX
 SG_ FrontRight : 16|12@1+ (0.1,0) [0|409.5] "km/h" Vector__XXX
 SG_ RearLeft : 28|12@1+ (0.1,0) [0|409.5] "km/h" Vector__XXX
 SG_ RearRight : 40|12@1+ (0.1,0) [0|409.5] "km/h" Vector__XXX
 SG_ Counter : 55|4@0+ (1,0) [0|15] "" Vector__XXX
 SG_ Checksum : 63|8@0+ (1,0) [0|255] "" Vector__XXX

BO_ 578 DriveState: 8 Drive
 SG_ RawAccelerator : 30|7@0+ (1,0) [0|127] "" Vector__XXX
 SG_ BrakePressed : 37|1@0+ (1,0) [0|1] "" Vector__XXX
 SG_ Selector : 40|3@1+ (1,0) [0|7] "" Vector__XXX

BO_ 834 Pedals: 8 Drive
 SG_ Accelerator : 0|8@1+ (0.01,0) [0|1] "" Vector__XXX
 SG_ Brake : 8|8@1+ (0.01,0) [0|1] "" Vector__XXX

BO_ 803 Charging: 8 Drive
 SG_ ChargeState : 0|8@1+ (1,0) [0|7] "" Vector__XXX
 SG_ ChargePower : 16|13@1+ (0.1,-50) [-50|769.1] "kW" Vector__XXX
 SG_ IsAlternatingCurrent : 29|1@1+ (1,0) [0|1] "" Vector__XXX
 SG_ HoursLeft : 32|8@1+ (1,0) [0|255] "h" Vector__XXX
 SG_ MinutesLeft : 40|8@1+ (1,0) [0|255] "min" Vector__XXX

BO_ 985 Distances: 8 Drive
 SG_ DistancePage M : 0|8@1+ (1,0) [4|5] "" Vector__XXX
 SG_ Odometer m5 : 8|24@1+ (0.1,0) [0|1677721.5] "km" Vector__XXX

BO_ 85 PowerState: 8 Body
 SG_ PowerIsOn : 32|8@1+ (1,0) [0|255] "" Vector__XXX

BO_ 581 Ambient: 8 Body
 SG_ AmbientPage M : 0|8@1+ (1,0) [0|255] "" Vector__XXX
 SG_ AmbientTemperature m1 : 32|8@1+ (1,-40) [-40|214] "degC" Vector__XXX

CM_ "Frames that a simulated car sends for training. Identifiers are those of an Atto 3 as public tools know it.";
CM_ BO_ 1092 "Places of amperes and charge are our own.";
CM_ BO_ 1080 "Places are our own.";
CM_ BO_ 1082 "The place is our own.";
CM_ BO_ 1094 "Places are our own. Cells are counted from 1.";
CM_ BO_ 837 "Places are our own.";
CM_ BO_ 496 "All four are the drive unit's count of its rotor: this car has no brake control unit yet. The faults say that the rotor's position is not known. Byte 7 makes the sum of all bytes 255.";
CM_ SG_ 1084 NoModule "Two modules that this pack does not have: all bits 1.";
CM_ SG_ 803 HoursLeft "255: not told. So are the minutes.";
BA_DEF_ BO_ "GenMsgCycleTime" INT 0 10000;
BA_DEF_ "BusType" STRING ;
BA_DEF_DEF_ "GenMsgCycleTime" 0;
BA_DEF_DEF_ "BusType" "CAN";
BA_ "BusType" "CAN";
BA_ "GenMsgCycleTime" BO_ 1092 100;
BA_ "GenMsgCycleTime" BO_ 1080 100;
BA_ "GenMsgCycleTime" BO_ 1082 100;
BA_ "GenMsgCycleTime" BO_ 1084 500;
BA_ "GenMsgCycleTime" BO_ 1085 100;
BA_ "GenMsgCycleTime" BO_ 1094 200;
BA_ "GenMsgCycleTime" BO_ 1095 200;
BA_ "GenMsgCycleTime" BO_ 836 100;
BA_ "GenMsgCycleTime" BO_ 837 100;
BA_ "GenMsgCycleTime" BO_ 337 100;
BA_ "GenMsgCycleTime" BO_ 496 100;
BA_ "GenMsgCycleTime" BO_ 578 100;
BA_ "GenMsgCycleTime" BO_ 834 100;
BA_ "GenMsgCycleTime" BO_ 803 500;
BA_ "GenMsgCycleTime" BO_ 985 500;
BA_ "GenMsgCycleTime" BO_ 85 200;
BA_ "GenMsgCycleTime" BO_ 581 1000;
VAL_ 578 Selector 1 "P" 2 "R" 3 "N" 4 "D" ;
VAL_ 803 ChargeState 0 "not charging" 3 "charging" ;
VAL_ 85 PowerIsOn 128 "off" 130 "on" ;
`
