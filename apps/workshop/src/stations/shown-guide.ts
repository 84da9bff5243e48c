/**
 * What the people of a guided attempt are shown of its guidance: how far it has come, and the exercise's own hints that were
 * opened. The others stay with the exercise until somebody asks for them: that they did, the evidence keeps.
 */
import type { Exercise, GuideHints, GuideProgress } from '@luban/lab'

export type ShownGuide = GuideProgress & { readonly hints: GuideHints }

export function shownGuide(progress: GuideProgress, exercise: Pick<Exercise, 'hints'> | undefined): ShownGuide {
  const opened = progress.steps.flatMap(({ id, hint }) => {
    const words = exercise?.hints?.[id]
    return hint === null || words === undefined ? [] : [[id, words] as const]
  })
  return { ...progress, hints: Object.fromEntries(opened) }
}
