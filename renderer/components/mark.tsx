/** The app's sign: one cell of a swarm. */
export function Mark({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true" className={className}>
      <path d="M12 1.6 21 6.8v10.4l-9 5.2-9-5.2V6.8z" className="fill-accent" stroke="none" />
      <g className="fill-on-accent">
        <circle cx="12" cy="12" r="2.6" />
        <circle cx="12" cy="6.3" r="1.35" />
        <circle cx="12" cy="17.7" r="1.35" />
        <circle cx="7.1" cy="9.1" r="1.35" />
        <circle cx="16.9" cy="9.1" r="1.35" />
        <circle cx="7.1" cy="14.9" r="1.35" />
        <circle cx="16.9" cy="14.9" r="1.35" />
      </g>
    </svg>
  );
}
