import type { ComponentType } from 'react';
import type { Settings, SettingsSection } from '../../../shared/settings.ts';
import { DesktopSection } from './desktop-section.tsx';
import { ModelsSection } from './models-section.tsx';
import { NetworkSection } from './network-section.tsx';
import { PricingSection } from './pricing-section.tsx';
import {
  AppearanceSection,
  EngineSection,
  LimitsSection,
  QueueSection,
  SetupSection,
  StorageSection,
} from './sections.tsx';

/** What shows the settings of each section. */
export const sectionContents: Readonly<Record<SettingsSection, ComponentType<{ values: Settings }>>> = {
  setup: SetupSection,
  network: NetworkSection,
  models: ModelsSection,
  storage: StorageSection,
  limits: LimitsSection,
  queue: QueueSection,
  pricing: PricingSection,
  engine: EngineSection,
  appearance: AppearanceSection,
  desktop: DesktopSection,
};
