# Runs cases one by one with Net::HTTP: a JSON line in, a line out when the request has ended.
require 'json'
require 'net/http'
require 'openssl'

base = ENV.to_h.slice('PATH', 'HOME', 'LANG')
$stdout.sync = true
$VERBOSE = nil

$stdin.each_line do |line|
  one = JSON.parse(line)
  ENV.replace(base.merge(one['environment']))
  begin
    url = URI.parse(one['url'])
    http = Net::HTTP.new(url.hostname, url.port)
    http.use_ssl = url.scheme == 'https'
    http.verify_mode = OpenSSL::SSL::VERIFY_NONE
    http.open_timeout = http.read_timeout = 5
    http.max_retries = 0
    http.start { |connection| connection.get(url.request_uri) }
    said = 'ok'
  rescue StandardError => error
    said = "#{error.class}: #{error.message}"
  end
  puts JSON.generate(said.encode('UTF-8', invalid: :replace, undef: :replace))
end
