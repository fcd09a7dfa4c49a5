import { namesNetwork, placesVariable, strayMark } from './places.ts';

/** Net::HTTP asks the URL given as argument; every connection goes to the recorder. */
export const rubyProgram = `
require 'socket'
require 'net/http'
require 'openssl'
$VERBOSE = nil
PLACES = (ENV.delete('${placesVariable}') || '').split(' ').to_h { |one| host, port, to = one.split('|'); [[host, port], to.to_i] }
NAMES = {}

module Recorded
  def self.address(name)
    name = name.to_s.delete('[]').downcase
    return name if name =~ /\\A[0-9.]+\\z|:/
    return '127.0.0.1' if name == 'localhost'
    NAMES[name] ||= "${namesNetwork}.#{NAMES.size + 1}"
  end

  def self.place(host, port)
    host = host.to_s.delete('[]').downcase
    host = NAMES.key(host) || host
    PLACES[[host, port.to_s]] || begin
      warn "\\n${strayMark} #{host} #{port}"
      PLACES[['*', '*']]
    end
  end
end

class << IPSocket
  def getaddress(name) = Recorded.address(name)
end
class << TCPSocket
  alias_method :recorded_new, :new
  def gethostbyname(name) = [name, [], Socket::AF_INET, Recorded.address(name)]
  def new(host, port, *rest, **named) = recorded_new('127.0.0.1', Recorded.place(host, port))
  def open(host, port, *rest, **named)
    socket = new(host, port)
    block_given? ? yield(socket) : socket
  end
end
class << Socket
  def tcp(host, port, *rest, **named)
    socket = TCPSocket.new(host, port)
    block_given? ? yield(socket) : socket
  end
end
class << Addrinfo
  def getaddrinfo(host, port, *rest, **named) = [Addrinfo.tcp(Recorded.address(host), port.to_i)]
end

begin
  url = URI.parse(ARGV[0])
  http = Net::HTTP.new(url.hostname, url.port)
  http.use_ssl = url.scheme == 'https'
  http.open_timeout = http.read_timeout = 8
  http.max_retries = 0 if http.respond_to?(:max_retries=)
  http.start { |connection| connection.get(url.request_uri) }
rescue StandardError => error
  warn "#{error.class}: #{error.message}"
end
`;
