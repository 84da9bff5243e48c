/**
 * What the control units of a car tell each other, once a step: the content of their messages on the vehicle bus.
 * Each unit has its own copy of what all have said, and hears only whom the wires let it hear. A unit that falls silent
 * is known by its heartbeat. What it last said of things that must not be believed for long then counts as nothing, as
 * with every receiver whose message is overdue; the rest stands.
 */

/** What one sender says. Copies are written out: one by names would cost more than the physics. */
export type Message<Signals> = {
  take(into: Signals, said: Readonly<Signals>): void
  /** What is no longer believed. */
  overdue(view: Signals): void
  /** The tick of the last step in which the receiver heard it. */
  heartbeat(view: Readonly<Signals>): number
}

export type Exchange<Id extends string, Signals> = {
  /** What each unit knows: its own messages, which it writes, and those that it heard. */
  readonly views: Readonly<Record<Id, Signals>>
  /** After the step of a unit: whoever hears it takes over what it says. */
  publish(sender: Id, tick: number): void
}

/** Without a message for so long, the other unit is lost. */
const LOST_STEPS = 50
/** A heartbeat that never was. */
export const NEVER_HEARD = -1e6

export const isHeard = (heartbeat: number, tick: number): boolean => tick - heartbeat <= LOST_STEPS

export function createExchange<Id extends string, Signals>(options: {
  readonly ids: readonly Id[]
  first(): Signals
  readonly messages: Readonly<Partial<Record<Id, Message<Signals>>>>
  hears(receiver: Id, sender: Id): boolean
}): Exchange<Id, Signals> {
  const { ids, first, messages, hears } = options
  const views = Object.fromEntries(ids.map((id) => [id, first()])) as Record<Id, Signals>
  return {
    views,
    publish(sender, tick) {
      const message = messages[sender]
      if (message === undefined) return
      for (let i = 0; i < ids.length; i++) {
        const receiver = ids[i]
        if (receiver === sender) continue
        if (hears(receiver, sender)) message.take(views[receiver], views[sender])
        else if (!isHeard(message.heartbeat(views[receiver]), tick)) message.overdue(views[receiver])
      }
    },
  }
}
