using System.Collections.Specialized;
using System.Net;
using System.Net.Sockets;

/// <summary>Receives the authorization response on a port of this machine (RFC 8252 §7.3).</summary>
sealed class LoopbackListener : IDisposable
{
    // A browser may close the connection before it has read the page.
    readonly HttpListener listener = new() { IgnoreWriteExceptions = true };

    /// <param name="registered">The registered redirect URI. Without a port it gets a free one: Entra ignores the port of localhost.</param>
    public LoopbackListener(Uri registered)
    {
        RedirectUri = new UriBuilder(registered) { Port = registered.IsDefaultPort ? FreePort() : registered.Port }.Uri;
        listener.Prefixes.Add(new Uri(RedirectUri, "/").AbsoluteUri);
        try
        {
            listener.Start();
        }
        catch (HttpListenerException e)
        {
            throw new Failure($"Cannot listen on port {RedirectUri.Port}: {e.Message}.");
        }
    }

    public Uri RedirectUri { get; }

    /// <summary>Waits for the response with this state. All other requests get 404: any page can send them (RFC 6749 §10.12).</summary>
    public async Task<NameValueCollection> ReceiveAsync(string state, TimeSpan timeout)
    {
        using var timer = new CancellationTokenSource(timeout);
        while (true)
        {
            var context = await NextAsync(timer.Token) ?? throw new Failure($"The sign-in took longer than {timeout}.");
            var (request, response) = (context.Request, context.Response);
            var isExpected = request.Url?.AbsolutePath == RedirectUri.AbsolutePath && request.QueryString["state"] == state;
            response.StatusCode = isExpected ? 200 : 404;
            response.ContentType = "text/plain";
            response.Close(isExpected ? "Return to the console. You can close this page."u8.ToArray() : [], willBlock: true);
            if (!isExpected) continue;
            listener.Close();
            return request.QueryString;
        }
    }

    async Task<HttpListenerContext?> NextAsync(CancellationToken cancellation)
    {
        try
        {
            return await listener.GetContextAsync().WaitAsync(cancellation);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    public void Dispose() => listener.Close();

    static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, port: 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
