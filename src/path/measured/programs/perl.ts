import { namesNetwork, placesVariable, strayMark } from './places.ts';

/** LWP asks the URL given as argument; every connection goes to the recorder. */
export const perlProgram = String.raw`
use strict;
use warnings;
my (%places, %names, %hosts);
BEGIN {
    require Socket;
    $SIG{__WARN__} = sub { };
    for my $one (split ' ', delete($ENV{PLACES_VARIABLE}) // '') {
        my ($host, $port, $to) = split /\|/, $one;
        $places{"$host|$port"} = $to;
    }
    my $plain = \&Socket::inet_aton;
    my $address = sub {
        my $name = lc shift;
        $name =~ s/^\[|\]$//g;
        return $name if $name =~ /^[0-9.]+$/ || $name =~ /:/;
        return '127.0.0.1' if $name eq 'localhost';
        if (!$names{$name}) {
            $names{$name} = 'NAMES_NETWORK.' . (1 + keys %names);
            $hosts{$names{$name}} = $name;
        }
        return $names{$name};
    };
    no warnings;
    *Socket::inet_aton = sub { $plain->($address->($_[0])) };
    *Socket::getaddrinfo = sub {
        my ($host, $service, $hints) = @_;
        my $at = $address->($host // '127.0.0.1');
        my $port = ($service // 0) =~ /^\d+$/ ? $service : ($service // '') eq 'https' ? 443 : 80;
        my $six = $at =~ /:/;
        my $packed = $six
            ? Socket::pack_sockaddr_in6($port, Socket::inet_pton(Socket::AF_INET6(), $at))
            : Socket::pack_sockaddr_in($port, $plain->($at));
        return ('', { family => $six ? Socket::AF_INET6() : Socket::AF_INET(), socktype => $hints->{socktype} || Socket::SOCK_STREAM(), protocol => 6, addr => $packed });
    };
    *CORE::GLOBAL::gethostbyname = sub { my $at = $address->($_[0]); return wantarray ? ($_[0], '', 2, 4, $plain->($at)) : $plain->($at) };
    *CORE::GLOBAL::connect = sub (*$) {
        my ($socket, $to) = @_;
        my $family = Socket::sockaddr_family($to);
        my ($port, $host);
        if ($family == Socket::AF_INET()) {
            ($port, my $bytes) = Socket::unpack_sockaddr_in($to);
            $host = Socket::inet_ntoa($bytes);
        } elsif ($family == Socket::AF_INET6()) {
            ($port, my $bytes) = Socket::unpack_sockaddr_in6($to);
            $host = Socket::inet_ntop($family, $bytes);
        } else {
            return CORE::connect($socket, $to);
        }
        $host = $hosts{$host} // $host;
        my $place = $places{"$host|$port"};
        if (!defined $place) {
            print STDERR "\nSTRAY_MARK $host $port\n";
            $place = $places{'*|*'};
        }
        if ($family == Socket::AF_INET6()) {
            # The recorder is at an IPv4 address, whatever the socket was made for.
            socket(my $four, Socket::AF_INET(), Socket::SOCK_STREAM(), 6) or return;
            require POSIX;
            POSIX::dup2(fileno($four), fileno($socket)) or return;
        }
        return CORE::connect($socket, Socket::pack_sockaddr_in($place, $plain->('127.0.0.1')));
    };
}
use LWP::UserAgent;
use URI;
my $agent = LWP::UserAgent->new(env_proxy => 1, timeout => 8, max_redirect => 0);
my $answer = $agent->get(URI->new($ARGV[0]));
print STDERR $answer->status_line, "\n";
`
  .replaceAll('PLACES_VARIABLE', placesVariable)
  .replaceAll('NAMES_NETWORK', namesNetwork)
  .replaceAll('STRAY_MARK', strayMark);
