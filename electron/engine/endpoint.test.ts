import { describe, expect, it } from 'vitest';
import { findEndpoint, parseEndpoint } from './endpoint.ts';

describe('parseEndpoint', () => {
  it.each([
    ['unix:///run/docker.sock', { kind: 'socket', path: '/run/docker.sock' }],
    ['/run/docker.sock', { kind: 'socket', path: '/run/docker.sock' }],
    ['npipe:////./pipe/docker_engine', { kind: 'socket', path: '//./pipe/docker_engine' }],
    ['tcp://rack-7:2375', { kind: 'tcp', host: 'rack-7', port: 2375, tls: false }],
    ['tcp://rack-7:2376', { kind: 'tcp', host: 'rack-7', port: 2376, tls: true }],
    ['https://rack-7', { kind: 'tcp', host: 'rack-7', port: 2376, tls: true }],
  ])('reads %s', (text, expected) => {
    expect(parseEndpoint(text, {})).toMatchObject(expected);
  });

  it('does not take what it does not know for a socket', () => {
    expect(parseEndpoint('ssh://rack-7', {})).toBeNull();
    expect(parseEndpoint('docker.sock', {})).toBeNull();
  });

  it('uses TLS where Docker’s own variable says so', () => {
    expect(parseEndpoint('tcp://rack-7:9999', { DOCKER_TLS_VERIFY: '1' })).toMatchObject({ tls: true });
  });
});

describe('findEndpoint', () => {
  it('prefers the setting to DOCKER_HOST, and DOCKER_HOST to the usual places', () => {
    const environment = { DOCKER_HOST: 'unix:///from/variable', HOME: '/nobody' };
    expect(findEndpoint('/from/setting', environment).text).toBe('/from/setting');
    expect(findEndpoint('auto', environment).text).toBe('unix:///from/variable');
    expect(findEndpoint('auto', { HOME: '/nobody' }, 'win32').text).toBe('//./pipe/docker_engine');
  });
});
