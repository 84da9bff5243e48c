/** The mark of the product: a carpenter's square and the ring of an ink line's spool. */
export function Mark({ size = 28 }: { size?: number }) {
  return (
    <svg viewBox="0 0 32 32" width={size} height={size} aria-hidden="true">
      <rect width="32" height="32" rx="7" fill="#124e57" />
      <path d="M8 6v18h18v-5H13V6z" fill="#f4efe4" />
      <circle cx="21.5" cy="11" r="3.4" fill="none" stroke="#e3a83c" strokeWidth="2.4" />
      <path d="M21.5 14.4V19" stroke="#e3a83c" strokeWidth="2" />
    </svg>
  )
}
