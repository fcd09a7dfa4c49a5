using System;
using System.Net.Http;

public static class Program
{
    public static void Main(string[] arguments)
    {
        try
        {
            using (var client = new HttpClient { Timeout = TimeSpan.FromSeconds(5) })
            {
                client.GetAsync(arguments[0]).GetAwaiter().GetResult();
            }
            Console.WriteLine("ok");
        }
        catch (Exception error)
        {
            Console.WriteLine(error.GetBaseException().Message);
        }
    }
}
