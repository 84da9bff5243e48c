/** The steps of the diagnosis method in words: what is expected, why, and a hint by the method that fits whatever is wrong. */
import { useLingui } from '@lingui/react/macro'
import type { GuidePart, GuideStepId } from '../../api/attempts.ts'

export type StepText = {
  readonly title: string
  readonly expected: string
  readonly why: string
  readonly hint: string
}

export function useStepTexts(): { readonly [id in GuideStepId]: StepText } {
  const { t } = useLingui()
  return {
    observe: {
      title: t`Observe the complaint`,
      expected: t`Use the car as the customer did: switch on, start, drive or charge. Look at its lamps and messages.`,
      why: t`What the customer noticed is the first clue, and only who has seen it can tell later that it is gone.`,
      hint: t`Note when it happens and when it does not: cold or warm, standing or driving, at once or after a while. What still works narrows it down as much as what does not.`,
    },
    readCodes: {
      title: t`Read the trouble codes`,
      expected: t`Read the trouble codes of all control units, with the bench's scan tool or one of your own.`,
      why: t`Control units watch their circuits all the time. A code says where to look, not which part to replace.`,
      hint: t`Tell the unit that saw something itself from those that only miss its messages, and look at the values stored with the code. No code at all, or a unit that does not answer, is a finding too: then its supply, ground and data lines come first.`,
    },
    readValues: {
      title: t`Look at the live data`,
      expected: t`Read live data of the system that the complaint and the codes point at.`,
      why: t`A value shows what a control unit sees. Where two values must agree and do not, the fault is near.`,
      hint: t`Compare wanted with actual, left with right, before with during the complaint. A value at the end of its range speaks for a break or a short rather than for such a state of the car.`,
    },
    makeSafe: {
      title: t`Make the car safe`,
      expected: t`Before you touch a high-voltage part: isolate the car, wait, and prove that there is no voltage. Reading and 12 V work do not ask for it.`,
      why: t`High voltage kills, and capacitors keep it after the car is off. A wrong order ends the attempt, as it could end a life.`,
      hint: t`Work through the list under Safety from its top to its end. After the waiting time prove the tester, measure all three pairs of the bus and the chassis, and prove the tester again. Connecting anything undoes it.`,
    },
    measure: {
      title: t`Plan and measure`,
      expected: t`Think which parts could cause this, choose the measurement that tells them apart, and take it before you change anything.`,
      why: t`A code names a circuit. Only a measurement tells part, wire, supply and ground of that circuit apart.`,
      hint: t`Halve the circuit: measure in its middle, then go on in the half where it stops being right. Voltage under load with the plug in place, resistance without supply and with the plug pulled. Say beforehand what a sound car would show.`,
    },
    repair: {
      title: t`Repair what is proved`,
      expected: t`Put right what you have proved, and nothing else. If nothing is wrong, change nothing.`,
      why: t`The customer pays for every part, and a part replaced on suspicion hides the cause.`,
      hint: t`Ask whether this one repair explains everything that you saw. If something is left over, measure again first; a wire, plug or fuse is cheaper than the unit behind it.`,
    },
    verify: {
      title: t`Verify the repair`,
      expected: t`Put everything back, clear the codes, use the car as at the beginning, and read the codes again.`,
      why: t`Only a car that does under the same conditions what it should is repaired; and a second fault shows only now.`,
      hint: t`Repeat what made the complaint appear, and for as long. Read the codes only then: many monitors need a start or a drive. Repeat the proving measurement too, it must be right now.`,
    },
    conclude: {
      title: t`Conclude the work order`,
      expected: t`Under “Log and cause” state the cause, write the report to the customer, and submit the diagnosis.`,
      why: t`What is not written down was not done: the customer and the next mechanic read it.`,
      hint: t`Write what you saw, what you measured with its unit, what was wrong, what you did, and how you know that it is gone.`,
    },
  }
}

export function usePartText(): (id: GuidePart) => string {
  const { t } = useLingui()
  const texts: { readonly [id in GuidePart]: string } = {
    isolated: t`Isolation proven`,
    stillIsolated: t`Still isolated now`,
    measured: t`Measured`,
    measuredBeforeRepair: t`Before the first repair`,
    codesCleared: t`Codes cleared after the repair`,
    usedAgain: t`Car used again`,
    codesReadAgain: t`Codes read again`,
  }
  return (id) => texts[id]
}
