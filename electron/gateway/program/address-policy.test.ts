import { describe, expect, it } from 'vitest';
import { createAddressPolicy } from './address-policy.ts';

const policy = createAddressPolicy({ exceptions: [], hostAddresses: ['8.8.4.4', '2606:4700::99', 'fe80::99%eth0'] });
const objection = (address: string) => policy.objection(address, 'host.example');

describe('address policy', () => {
  it.each([
    '1.1.1.1',
    '8.8.8.8',
    '151.101.0.223',
    '172.15.255.255',
    '172.32.0.1',
    '100.63.255.255',
    '100.128.0.1',
    '223.255.255.255',
    '2606:4700:4700::1111',
    '2a04:4e42::223',
  ])('lets the public address %s through', (address) => {
    expect(objection(address)).toBeNull();
  });

  it.each([
    ['127.0.0.1', /loopback/],
    ['127.255.255.254', /loopback/],
    ['::1', /loopback/],
    ['10.0.0.1', /private/],
    ['172.16.0.1', /private/],
    ['172.31.255.255', /private/],
    ['192.168.255.255', /private/],
    ['fc00::1', /private/],
    ['fd12:3456::1', /private/],
    ['169.254.169.254', /link-local/],
    ['fe80::1', /link-local/],
    ['febf::1', /link-local/],
    ['100.64.0.1', /carrier-grade/],
    ['100.127.255.255', /carrier-grade/],
    ['224.0.0.1', /multicast/],
    ['239.255.255.255', /multicast/],
    ['ff02::1', /multicast/],
    ['0.0.0.0', /unspecified/],
    ['0.1.2.3', /unspecified/],
    ['::', /unspecified/],
    ['255.255.255.255', /broadcast/],
    ['240.0.0.1', /reserved/],
    ['192.0.0.1', /reserved/],
    ['192.0.2.1', /reserved/],
    ['198.18.0.1', /reserved/],
    ['198.19.255.255', /reserved/],
    ['198.51.100.1', /reserved/],
    ['203.0.113.1', /reserved/],
    ['192.88.99.1', /reserved/],
    ['::ffff:127.0.0.1', /written as IPv6/],
    ['::ffff:8.8.8.8', /written as IPv6/],
    ['::ffff:0:8.8.8.8', /reserved/],
    ['::127.0.0.1', /written as IPv6/],
    ['::7f00:1', /reserved/],
    ['::808:808', /reserved/],
    ['64:ff9b::8.8.8.8', /NAT64/],
    ['64:ff9b:1::8.8.8.8', /NAT64/],
    ['2002:7f00:1::', /6to4/],
    ['2001::1', /Teredo/],
    ['2001:db8::1', /reserved/],
    ['2001:2::1', /reserved/],
    ['2001:10::1', /reserved/],
    ['2001:20::1', /reserved/],
    ['3fff::1', /reserved/],
    ['100::1', /reserved/],
    ['fec0::1', /reserved/],
    ['5f00::1', /reserved/],
    ['4000::1', /reserved/],
    ['localhost', /not an address/],
  ])('refuses %s', (address, reason) => {
    expect(objection(address)).toMatch(reason);
  });

  it("refuses the machine's own addresses, public ones too", () => {
    for (const address of ['8.8.4.4', '2606:4700::99', '2606:4700:0:0::99', 'fe80::99']) {
      expect(objection(address)).toMatch(/this machine's own/);
    }
  });

  describe('with exceptions', () => {
    const open = (exceptions: string[], address: string, host = 'mirror.lan.example') =>
      createAddressPolicy({ exceptions, hostAddresses: ['192.168.1.5', 'fd00::5'] }).objection(address, host) === null;

    it('lets a network through, and only that', () => {
      expect(open(['192.168.1.0/24'], '192.168.1.9')).toBe(true);
      expect(open(['192.168.1.7/24'], '192.168.1.9')).toBe(true);
      expect(open(['192.168.1.0/24'], '192.168.2.9')).toBe(false);
      expect(open(['192.168.1.0/24'], '::ffff:192.168.1.9')).toBe(false);
      expect(open(['fd00::/64'], 'fd00::9')).toBe(true);
      expect(open(['fd00::/64'], 'fd01::9')).toBe(false);
    });

    it('lets the addresses of a named host through, and of no other', () => {
      expect(open(['mirror.lan.example'], '192.168.1.9')).toBe(true);
      expect(open(['mirror.lan.example'], '192.168.1.9', 'pypi.org')).toBe(false);
      expect(open(['mirror.lan.example'], '192.168.1.9', 'x.mirror.lan.example')).toBe(false);
    });

    it("opens the machine's own address only to an exception for exactly that address", () => {
      expect(open(['192.168.0.0/16', 'mirror.lan.example', '192.168.1.4/31'], '192.168.1.5')).toBe(false);
      expect(open(['192.168.1.5/32'], '192.168.1.5')).toBe(true);
      expect(open(['fd00::/127', 'mirror.lan.example'], 'fd00::5')).toBe(false);
      expect(open(['fd00::5/128'], 'fd00::5')).toBe(true);
    });

    it('never opens an IPv4 address through its IPv6 form', () => {
      expect(open(['::/0', 'mirror.lan.example', '::ffff:192.168.1.5/128'], '::ffff:192.168.1.5')).toBe(false);
    });
  });

  it('does not start with something that is no address', () => {
    expect(() => createAddressPolicy({ exceptions: ['300.1.2.3/8'], hostAddresses: [] })).toThrow();
    expect(() => createAddressPolicy({ exceptions: [], hostAddresses: ['router'] })).toThrow();
  });
});
