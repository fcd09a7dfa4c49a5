"""Holds a TUN device, as a core such as Clash does.

usage: tun-device.py NAME relay|dead DELAY_MS

relay: connections to fake addresses (198.18.0.0/15) end at 198.18.0.1 of this machine, by rewriting packets, which is
how the cores' "system" stack does it; bytes after the first three packets of a connection are held back DELAY_MS, as a
far server's are. dead: takes every packet and answers none.
"""
import fcntl
import os
import select
import socket
import struct
import sys
import time

TUNSETIFF, IFF_TUN, IFF_NO_PI = 0x400454CA, 1, 0x1000
OWN, PARTNER = socket.inet_aton("198.18.0.1"), socket.inet_aton("198.18.0.2")


def checksum(data):
    if len(data) % 2:
        data += b"\0"
    total = sum(struct.unpack("!%dH" % (len(data) // 2), data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def rewritten(packet, source, destination):
    head = (packet[0] & 15) * 4
    ip = bytearray(packet[:head])
    ip[12:16], ip[16:20], ip[10:12] = source, destination, b"\0\0"
    ip[10:12] = struct.pack("!H", checksum(bytes(ip)))
    tcp = bytearray(packet[head:])
    tcp[16:18] = b"\0\0"
    pseudo = source + destination + struct.pack("!BBH", 0, 6, len(tcp))
    tcp[16:18] = struct.pack("!H", checksum(pseudo + bytes(tcp)))
    return bytes(ip + tcp)


def main():
    name, mode, delay = sys.argv[1], sys.argv[2], int(sys.argv[3]) / 1000
    tun = os.open("/dev/net/tun", os.O_RDWR)
    fcntl.ioctl(tun, TUNSETIFF, struct.pack("16sH", name.encode(), IFF_TUN | IFF_NO_PI))
    print("ready", flush=True)
    meant, held = {}, []
    while True:
        wait = max(0, held[0][0] - time.monotonic()) if held else None
        readable, _, _ = select.select([tun], [], [], wait)
        while held and held[0][0] <= time.monotonic():
            try:
                os.write(tun, held.pop(0)[1])
            except OSError:
                pass
        if not readable:
            continue
        try:
            packet = os.read(tun, 65535)
        except OSError:
            continue
        if mode != "relay" or packet[0] >> 4 != 4 or packet[9] != 6:
            continue
        head = (packet[0] & 15) * 4
        source, destination = packet[12:16], packet[16:20]
        from_port, to_port = struct.unpack("!HH", packet[head:head + 4])
        if destination == PARTNER:
            if to_port not in meant:
                continue
            answer = rewritten(packet, meant[to_port], source)
        elif destination[0] == 198 and destination[1] in (18, 19) and source == OWN:
            meant[from_port] = destination
            answer = rewritten(packet, PARTNER, OWN)
        else:
            continue
        payload = len(packet) - head - (packet[head + 12] >> 4) * 4
        if payload > 0 and destination == PARTNER:
            held.append((time.monotonic() + delay, answer))
        else:
            try:
                os.write(tun, answer)
            except OSError:
                pass


main()
