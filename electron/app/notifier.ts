import { Notification } from 'electron';
import type { Notice } from '../desktop/notice.ts';

/** Shows notices as the system's notifications; `onClick` is told which one was clicked. */
export function createNotifier(icon: string, onClick: (notice: Notice) => void): (notice: Notice) => void {
  // One that nothing refers to is collected, and its click goes nowhere.
  const open = new Set<Notification>();
  return (notice) => {
    if (!Notification.isSupported()) return;
    const notification = new Notification({ title: notice.title, body: notice.body, icon });
    open.add(notification);
    const forget = () => open.delete(notification);
    notification.on('click', () => {
      forget();
      onClick(notice);
    });
    notification.on('close', forget);
    notification.on('failed', forget);
    notification.show();
  };
}
