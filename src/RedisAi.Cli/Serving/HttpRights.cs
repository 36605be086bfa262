using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using RedisAi.Server.Commands;

namespace RedisAi.Cli.Serving;

/// <summary>What a request needs of the rights that users of Redis' protocol have. To run models is everybody's.</summary>
internal static class HttpRights
{
    private static readonly string[] s_runs = ["/invocations", "/explain", "/infer", "/repository/index"];

    public static CommandFlags NeededFor(HttpContext context)
    {
        string method = context.Request.Method;
        return HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || Runs(context) ? CommandFlags.None
            : HttpMethods.IsDelete(method) ? CommandFlags.Write
            : CommandFlags.StoresCode;
    }

    private static bool Runs(HttpContext context) =>
        HttpMethods.IsPost(context.Request.Method)
        && (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText is { } pattern
        && s_runs.Any(suffix => pattern.EndsWith(suffix, StringComparison.Ordinal));
}
