using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Grpc.AspNetCore.Server;

/// <summary>Objects that live as long as one call.</summary>
internal static class CallScope
{
    /// <summary>The registered service object, or one made for this call and disposed after it.</summary>
    public static TService Resolve<TService>(HttpContext http) where TService : class
    {
        if (http.RequestServices.GetService<TService>() is { } registered) return registered;
        var made = Made<TService>.Factory(http.RequestServices, []);
        DisposeAfter(http, made);
        return made;
    }

    public static void DisposeAfter(HttpContext http, object made)
    {
        if (made is IAsyncDisposable asynchronous) http.Response.RegisterForDisposeAsync(asynchronous);
        else if (made is IDisposable disposable) http.Response.RegisterForDispose(disposable);
    }

    private static class Made<TService> where TService : class
    {
        public static readonly ObjectFactory<TService> Factory = ActivatorUtilities.CreateFactory<TService>([]);
    }
}
