using Microsoft.AspNetCore.Http;
using RedisAi.AspNetCore.Http;

namespace RedisAi.AspNetCore.OpenInference;

/// <summary>Refuses other methods than that of an address, in the form of the protocol: routing would answer without a body.</summary>
internal sealed class MethodFilter(GuardedEndpoint guard)
{
    public RequestDelegate Get(RequestDelegate handler) => Only(HttpMethods.Get, handler);

    public RequestDelegate Post(RequestDelegate handler) => Only(HttpMethods.Post, handler);

    private RequestDelegate Only(string method, RequestDelegate handler)
    {
        bool takesHead = HttpMethods.IsGet(method);
        RequestDelegate guarded = guard.Of(handler);
        return context =>
        {
            string asked = context.Request.Method;
            if (HttpMethods.Equals(asked, method) || (takesHead && HttpMethods.IsHead(asked)))
            {
                return guarded(context);
            }

            context.Response.Headers.Allow = method;
            return guard.RefuseAsync(context, new Failure(FailureKind.MethodNotAllowed, $"'{context.Request.Path}' takes {method}, not {asked}."));
        };
    }
}
