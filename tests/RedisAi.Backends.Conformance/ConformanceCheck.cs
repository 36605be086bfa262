using System.Reflection;
using Xunit;

namespace RedisAi.Conformance;

/// <summary>Checks that a backend's test project leaves no class of tests out.</summary>
public static class ConformanceCheck
{
    /// <summary>Asserts that each class of tests here is derived, by a class that is not abstract.</summary>
    /// <param name="testAssembly">The backend's tests.</param>
    public static void AssertAllDerived(Assembly testAssembly)
    {
        ArgumentNullException.ThrowIfNull(testAssembly);
        HashSet<Type> derived = [.. testAssembly.GetTypes().Where(static type => type is { IsAbstract: false, IsPublic: true }).SelectMany(Bases)];
        string[] missing = [.. Classes.Where(type => !derived.Contains(type)).Select(static type => type.Name.Split('`')[0]).Order(StringComparer.Ordinal)];
        Assert.True(missing.Length == 0, $"{testAssembly.GetName().Name} does not derive {string.Join(", ", missing)}.");
    }

    /// <summary>Gets the classes that hold tests.</summary>
    internal static IEnumerable<Type> Classes => typeof(ConformanceCheck).Assembly.GetExportedTypes()
        .Where(static type => type.IsAbstract && type.GetMethods().Any(static method => method.IsDefined(typeof(FactAttribute), inherit: true)));

    private static IEnumerable<Type> Bases(Type type)
    {
        for (Type? current = type.BaseType; current is not null; current = current.BaseType)
        {
            yield return current.IsGenericType ? current.GetGenericTypeDefinition() : current;
        }
    }
}
