/** The app's words for what a station reports by name: lamps, messages, refusals, hazards, missing steps, responses. */
import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import { useLingui } from '@lingui/react/macro'
import { useMemo } from 'react'

type Texts = { readonly [id: string]: MessageDescriptor }

const LAMPS: Texts = {
  powerSystem: msg`Power system fault`,
  tractionBattery: msg`Traction battery fault`,
  battery12V: msg`12 V charging fault`,
  insulation: msg`Insulation fault`,
  limitedPower: msg`Limited power`,
  charging: msg`Charging`,
  checkEngine: msg`Engine fault`,
  checkEngineBlinking: msg`Engine fault: the catalyst is in danger`,
  charge: msg`No charge from the alternator`,
  oilPressure: msg`Oil pressure`,
  coolantHot: msg`Engine too hot`,
  brakes: msg`Brake system fault`,
  transmission: msg`Transmission fault`,
  fuelLow: msg`Fuel low`,
}

const MESSAGES: Texts = {
  checkPowerSystem: msg`Check the power system`,
  evFunctionLimited: msg`Electric drive limited`,
  evNotNow: msg`EV is not possible now`,
  lowVoltageBattery: msg`12 V battery low: stop safely`,
  insulationFault: msg`Insulation fault: do not touch`,
  chargerConnected: msg`Charging plug connected`,
  transmissionHot: msg`Transmission too hot: stop and let it cool`,
}

const REFUSALS: Texts = {
  keyAway: msg`The key is away: bring it back first.`,
  noSupply: msg`Nothing happens: there is no 12 V supply.`,
  powerIsOff: msg`The car is switched off.`,
  moving: msg`The car is moving: stop first.`,
  notAtRest: msg`The car is not at rest: stop and select P first.`,
  notReady: msg`The car is not READY.`,
  notInDrive: msg`Start the car and select D first.`,
  brakeFirst: msg`Press the brake pedal first.`,
  notOnThisCar: msg`This car has no such thing.`,
  chargerPlugged: msg`The charging plug is in: take it out first.`,
  serviceDisconnectInserted: msg`The service disconnect is inserted: take it out before locking it away.`,
  lockedOut: msg`It is locked out: take the lock off first.`,
  alreadySo: msg`It is so already.`,
  unknownPoint: msg`There is no such measuring point.`,
  unknownWire: msg`There is no such wire.`,
  scopeBusy: msg`The oscilloscope is still at its last curve.`,
  samePoint: msg`Both probes are on the same point.`,
  unknownComponent: msg`There is no such component.`,
  unknownRepair: msg`There is no such repair.`,
  unknownConnector: msg`There is no such connector, or it is bolted.`,
  unknownHose: msg`There is no such hose.`,
  notAlike: msg`These two do not fit in each other's places.`,
  inAnotherPlace: msg`It sits in another's place: put both back first.`,
  notForLowVoltage: msg`The insulation tester's 500 V would destroy low-voltage parts: it is for the high-voltage system only.`,
}

const HAZARDS: Texts = {
  liveContact: msg`You touched a live high-voltage conductor without protection.`,
  workWithoutIsolation: msg`You worked on a high-voltage part while the car was not isolated.`,
  liveInsulationTest: msg`You used the insulation tester on a system that was not proven to be free of voltage.`,
}

const PRECAUTION_TEXTS: Texts = {
  riskAssessment: msg`Car identified, manual read, risks assessed, others told`,
  mat: msg`Insulating mat laid out`,
  extinguisher: msg`Fire extinguisher at hand`,
  rescueHook: msg`Rescue hook at hand`,
  secondPerson: msg`Second person present`,
  gloveTest: msg`Gloves looked over, tested with air, their date valid`,
  faceShield: msg`Face shield on, all metal taken off`,
  terminalsInsulated: msg`Open terminals insulated`,
  permit: msg`Permit to work signed`,
}

/** What was lacking for a deed. */
const REMARKS: Texts = {
  riskAssessment: msg`without identifying the car and assessing the risks`,
  mat: msg`without an insulating mat`,
  extinguisher: msg`without a fire extinguisher at hand`,
  rescueHook: msg`without a rescue hook at hand`,
  secondPerson: msg`without a second person`,
  gloveTest: msg`without testing the gloves`,
  faceShield: msg`without a face shield`,
  terminalsInsulated: msg`without insulating the open terminals`,
  permit: msg`without a signed permit to work`,
  permitTooEarly: msg`permit signed before the car was proven to be isolated`,
  permitOpen: msg`permit not given back before the isolation was ended`,
}

const STEPS: Texts = {
  gloves: msg`Insulating gloves on`,
  barrier: msg`Barrier and sign set up`,
  chargerUnplugged: msg`The charging plug taken out`,
  powerOff: msg`The car switched off`,
  keyAway: msg`The key taken away`,
  battery12VOff: msg`The 12 V battery disconnected`,
  serviceDisconnectOut: msg`The service disconnect taken out`,
  lockout: msg`Locked out and tagged`,
  waitingTime: msg`The car's waiting time over, so that the capacitors are discharged`,
  testerProvenBefore: msg`The tester proven on a known source before measuring`,
  measuredPositiveNegative: msg`Absence-of-voltage test between plus and minus of the bus`,
  measuredPositiveChassis: msg`Absence-of-voltage test between plus of the bus and chassis`,
  measuredNegativeChassis: msg`Absence-of-voltage test between minus of the bus and chassis`,
  testerProvenAfter: msg`The tester proven again after measuring`,
  voltageBelow60: msg`Less than 60 V on the bus`,
}

/** ISO 14229-1 calls these by their English names: the plain words stand beside them. */
const RESPONSES: Texts = {
  17: msg`This control unit does not offer the service.`,
  18: msg`This control unit does not offer the sub-function.`,
  19: msg`The request has a wrong length.`,
  33: msg`The control unit is busy: ask again.`,
  34: msg`The conditions are not right for this now.`,
  36: msg`Something has to be done before this.`,
  49: msg`This control unit does not know the identifier.`,
  51: msg`The control unit is locked.`,
  53: msg`The key was wrong.`,
  54: msg`Too many tries: the control unit stays locked.`,
  55: msg`Wait before the next try.`,
  120: msg`The control unit needs more time.`,
  126: msg`Not in this diagnostic session.`,
  127: msg`Not in this diagnostic session.`,
  131: msg`The engine must not run for this.`,
  136: msg`The car is moving too fast for this.`,
  144: msg`The selector must be in P for this.`,
  146: msg`The 12 V supply is too high for this.`,
  147: msg`The 12 V supply is too low for this.`,
}

/** Names without a text of their own are shown as they came: better a bare name than nothing. */
export function useStationTexts() {
  const { i18n } = useLingui()
  // biome-ignore lint/correctness/useExhaustiveDependencies: the locale is what the texts depend on.
  return useMemo(() => {
    const from = (texts: Texts) => (id: string) => (texts[id] ? i18n._(texts[id]) : id)
    return {
      lampText: from(LAMPS),
      messageText: from(MESSAGES),
      hazardText: from(HAZARDS),
      stepText: from(STEPS),
      precautionText: from(PRECAUTION_TEXTS),
      remarkText: from(REMARKS),
      responseText: (code: number) => (RESPONSES[code] ? i18n._(RESPONSES[code]) : undefined),
    }
  }, [i18n.locale])
}

export function useRefusalText(): (reason: string) => string {
  const { i18n } = useLingui()
  return (reason) => (REFUSALS[reason] ? i18n._(REFUSALS[reason]) : reason)
}
