import type { ComponentType } from 'react';
import type { Settings, SettingsSection } from '../../../shared/settings.ts';
import { DesktopSection } from './desktop-section.tsx';
import { ModelsSection } from './models-section.tsx';
import { NetworkSection } from './network-section.tsx';
import {
  AppearanceSection,
  EngineSection,
  LimitsSection,
  QueueSection,
  SetupSection,
  StorageSection,
} from './sections.tsx';

interface Section {
  title: string;
  Content: ComponentType<{ values: Settings }>;
}

/** What each section is called, and what shows its settings. */
export const sections: Readonly<Record<SettingsSection, Section>> = {
  setup: { title: 'Setup', Content: SetupSection },
  network: { title: 'Network', Content: NetworkSection },
  models: { title: 'Models', Content: ModelsSection },
  storage: { title: 'Storage', Content: StorageSection },
  limits: { title: 'Limits', Content: LimitsSection },
  queue: { title: 'Queue', Content: QueueSection },
  engine: { title: 'Engine & image', Content: EngineSection },
  appearance: { title: 'Appearance', Content: AppearanceSection },
  desktop: { title: 'Desktop', Content: DesktopSection },
};

export const sectionTitle = (section: SettingsSection): string => sections[section].title;
