# Runs cases one by one with LWP::UserAgent: a JSON line in, a line out when the request has ended.
use strict;
use warnings;
use Encode ();
use JSON::PP ();
use LWP::UserAgent;
use URI;

$| = 1;
$SIG{__WARN__} = sub { };
my %base = map { exists $ENV{$_} ? ($_ => $ENV{$_}) : () } qw(PATH HOME LANG);
my $json = JSON::PP->new->utf8->allow_nonref;

while (my $line = <STDIN>) {
    my $case = $json->decode($line);
    my %variables = map { (Encode::encode('UTF-8', $_) => Encode::encode('UTF-8', $case->{environment}{$_})) }
        keys %{ $case->{environment} };
    %ENV = (%base, %variables);
    my $said = eval {
        my $agent = LWP::UserAgent->new(
            env_proxy => 1,
            timeout   => 5,
            max_redirect => 0,
            ssl_opts  => { verify_hostname => 0, SSL_verify_mode => 0 },
        );
        $agent->get(URI->new($case->{url}))->status_line;
    } // "$@";
    print $json->encode($said), "\n";
}
