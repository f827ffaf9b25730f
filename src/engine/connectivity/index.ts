export {
  channelConnectivity,
  type ChannelConnectivity,
  type ConnectivityOptions,
} from './channelConnectivity';
