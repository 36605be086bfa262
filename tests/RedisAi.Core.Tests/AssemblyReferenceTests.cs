using System.Reflection;
using System.Runtime.InteropServices;
using Xunit;

namespace RedisAi.Tests;

public sealed class AssemblyReferenceTests
{
    private static readonly Assembly s_core = typeof(RedisAiEngine).Assembly;

    [Fact]
    public void Core_refers_to_the_platform_and_its_extensions_only()
    {
        string[] others = [.. s_core.GetReferencedAssemblies()
            .Select(static name => name.Name!)
            .Where(static name => !name.StartsWith("System.", StringComparison.Ordinal) && !name.StartsWith("Microsoft.Extensions.", StringComparison.Ordinal))
            .Order()];

        Assert.Empty(others);
    }

    [Fact]
    public void Core_calls_no_native_library()
    {
        const BindingFlags Everything = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;
        string[] imports = [.. s_core.GetTypes()
            .SelectMany(static type => type.GetMethods(Everything))
            .Where(static method => method.IsDefined(typeof(DllImportAttribute)) || method.IsDefined(typeof(LibraryImportAttribute)))
            .Select(static method => $"{method.DeclaringType}.{method.Name}")];

        Assert.Empty(imports);
    }

    [Fact]
    public void Public_types_are_in_namespaces_that_users_name()
    {
        string[] named = ["Microsoft.Extensions.DependencyInjection", "RedisAi", "RedisAi.Backends", "RedisAi.Tensors"];

        Assert.All(s_core.GetExportedTypes(), type => Assert.Contains(type.Namespace, named));
    }
}
