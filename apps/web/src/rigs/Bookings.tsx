/** The bookings of a rig as a list of the coming days: who is there, who comes next, and a time for oneself. */
import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Group, NativeSelect, Stack, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { type Booking, bookRig, cancelBooking, RIGS_KEY, type RigDetail } from '../api/rigs.ts'
import { Problem } from '../app/Problem.tsx'
import { useFormats } from '../language/formats.ts'
import { BOOKING_AHEAD_DAYS, byDay, currentAndNext, dayAhead, nextQuarter, problemOfStart, spanOf } from './slots.ts'
import { useBookingName } from './texts.ts'

export function Bookings({ rig }: { rig: RigDetail }) {
  const { date } = useFormats()
  return (
    <section className="card" data-testid="bookings">
      <h2 className="section-title">
        <Trans>Book a time</Trans>
      </h2>
      <WhoIsNext bookings={rig.bookings} />
      {byDay(rig.bookings).map(({ day, bookings }) => (
        <div key={day} className="rig-day">
          <h3>{date(`${day}T00:00`)}</h3>
          <ul>
            {bookings.map((one) => (
              <BookingRow key={one.id} booking={one} />
            ))}
          </ul>
        </div>
      ))}
      <BookForm rig={rig} />
    </section>
  )
}

function WhoIsNext({ bookings }: { bookings: readonly Booking[] }) {
  const { dateTime } = useFormats()
  const nameOf = useBookingName()
  const { now, next } = currentAndNext(bookings, useNowMs())
  const [nowName, nextName] = [now && nameOf(now), next && nameOf(next)]
  return (
    <>
      {now && (
        <p>
          <Trans>
            Booked now by {nowName}, until {dateTime(now.endsAt)}.
          </Trans>
        </p>
      )}
      {next && (
        <p data-testid="who-is-next">
          <Trans>
            Next is {nextName}, {dateTime(next.startsAt)}.
          </Trans>
        </p>
      )}
      {!now && !next && (
        <p>
          <Trans>Nobody has booked it for the coming days.</Trans>
        </p>
      )}
    </>
  )
}

function BookingRow({ booking }: { booking: Booking }) {
  const { time } = useFormats()
  const nameOf = useBookingName()
  const queries = useQueryClient()
  const cancelling = useMutation({
    mutationFn: () => cancelBooking(booking.id),
    onSettled: () => queries.invalidateQueries({ queryKey: RIGS_KEY }),
  })
  const span = `${time(booking.startsAt)} – ${time(booking.endsAt)}`
  return (
    <li data-mine={booking.isMine || undefined}>
      <span className="rig-time">{span}</span>
      <span>{nameOf(booking)}</span>
      {booking.mayCancel && (
        <Button
          size="compact-sm"
          variant="subtle"
          loading={cancelling.isPending}
          onClick={() => cancelling.mutate()}
          data-testid="cancel-booking"
        >
          <Trans>Cancel the booking</Trans>
          <span className="sr-only"> {span}</span>
        </Button>
      )}
      {cancelling.error && <Problem problem={cancelling.error} />}
    </li>
  )
}

/** The page stays open on the wall of a laboratory: what it offers moves on with the day. */
const AGAIN_MS = 15_000

function useNowMs(): number {
  const [nowMs, setNowMs] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNowMs(Date.now()), AGAIN_MS)
    return () => clearInterval(timer)
  }, [])
  return nowMs
}

const DURATIONS_MIN = [30, 60, 90, 120, 180, 240] as const
const USUAL_MIN = 60

function BookForm({ rig: { code, groups } }: { rig: RigDetail }) {
  const { t } = useLingui()
  const { minutes, byName } = useFormats()
  const queries = useQueryClient()
  const nowMs = useNowMs()
  const suggested = nextQuarter(nowMs)
  // Until somebody enters a time of their own, it is the next quarter of an hour from now.
  const [entered, setEntered] = useState<{ day: string; time: string } | undefined>(undefined)
  const { day, time } = entered ?? suggested
  const [durationMin, setDurationMin] = useState(USUAL_MIN)
  const [groupId, setGroupId] = useState('')
  const span = spanOf(day, time, durationMin)
  const problem = span && problemOfStart(span.startsAt, nowMs)
  const problemTexts = {
    past: t`This time has passed.`,
    tooFar: t`A booking begins within the next ${BOOKING_AHEAD_DAYS} days.`,
  }
  const booking = useMutation({
    mutationFn: async () => span && (await bookRig(code, { ...span, ...(groupId && { groupId }) })),
    onSuccess: () => setEntered(undefined),
    onSettled: () => queries.invalidateQueries({ queryKey: RIGS_KEY }),
  })
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        booking.mutate()
      }}
    >
      <Stack gap="sm">
        <Group grow gap="sm" align="flex-start">
          <TextInput
            type="date"
            label={t`Day`}
            value={day}
            min={dayAhead(nowMs, 0)}
            max={dayAhead(nowMs, BOOKING_AHEAD_DAYS)}
            onChange={(event) => setEntered({ day: event.currentTarget.value, time })}
            data-testid="booking-day"
          />
          <TextInput
            type="time"
            label={t`Begins at`}
            value={time}
            onChange={(event) => setEntered({ day, time: event.currentTarget.value })}
            error={problem && problemTexts[problem]}
            data-testid="booking-time"
          />
        </Group>
        <NativeSelect
          label={t`For how long`}
          value={String(durationMin)}
          onChange={(event) => setDurationMin(Number(event.currentTarget.value))}
          data={DURATIONS_MIN.map((one) => ({ value: String(one), label: minutes(one) }))}
        />
        {groups.length > 0 && (
          <NativeSelect
            label={t`For whom`}
            value={groupId}
            onChange={(event) => setGroupId(event.currentTarget.value)}
            data={[
              { value: '', label: t`for myself` },
              ...byName(groups, ({ name }) => name).map(({ id, name }) => ({ value: id, label: name })),
            ]}
            data-testid="booking-group"
          />
        )}
        {booking.error && <Problem problem={booking.error} />}
        <Button
          type="submit"
          loading={booking.isPending}
          disabled={!span || problem !== undefined}
          data-testid="book-rig"
        >
          <Trans>Book</Trans>
        </Button>
      </Stack>
    </form>
  )
}
