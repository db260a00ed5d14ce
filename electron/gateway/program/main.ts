import { gatewayPlaces } from '../../../shared/egress.ts';
import { runProcess } from './run-process.ts';

await runProcess({
  orders: `${gatewayPlaces.program}/orders.json`,
  socket: gatewayPlaces.socket,
  cache: gatewayPlaces.cache,
});
