/** Whether combinations are made with Command instead of Ctrl. */
export const isApple = () => /Mac/.test(navigator.userAgent);
