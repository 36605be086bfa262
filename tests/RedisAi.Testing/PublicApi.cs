using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace RedisAi.Testing;

/// <summary>Writes down what an assembly shows: one line for each type and member, as C# declares them.</summary>
public static class PublicApi
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<string, string> s_keywords = new()
    {
        ["Void"] = "void",
        ["Boolean"] = "bool",
        ["Byte"] = "byte",
        ["Char"] = "char",
        ["SByte"] = "sbyte",
        ["Int16"] = "short",
        ["UInt16"] = "ushort",
        ["Int32"] = "int",
        ["UInt32"] = "uint",
        ["Int64"] = "long",
        ["UInt64"] = "ulong",
        ["IntPtr"] = "nint",
        ["UIntPtr"] = "nuint",
        ["Single"] = "float",
        ["Double"] = "double",
        ["String"] = "string",
        ["Object"] = "object",
    };

    /// <summary>Describes an assembly, in an order that does not change.</summary>
    /// <param name="assembly">The assembly.</param>
    public static string Describe(Assembly assembly)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        StringBuilder text = new();
        foreach (Type type in assembly.GetExportedTypes().OrderBy(static type => type.FullName, StringComparer.Ordinal))
        {
            text.Append(DescribeType(type)).Append('\n');
            string name = QualifiedName(type);
            foreach (string member in Members(type).Order(StringComparer.Ordinal))
            {
                text.Append(name).Append(": ").Append(member).Append('\n');
            }
        }

        return text.ToString();
    }

    private static string DescribeType(Type type)
    {
        if (IsDelegate(type))
        {
            MethodInfo invoke = type.GetMethod("Invoke")!;
            return $"delegate {Result(invoke)} {QualifiedName(type)}({Parameters(invoke)}){Constraints(type.GetGenericArguments())}";
        }

        string kind = type.IsEnum ? "enum" : type.IsInterface ? "interface" : type.IsValueType ? "struct" : "class";
        string modifiers = type.IsInterface || type.IsValueType ? ReadOnlyModifier(type)
            : type is { IsAbstract: true, IsSealed: true } ? "static "
            : type.IsAbstract ? "abstract "
            : type.IsSealed ? "sealed " : "";
        string[] bases = [.. Bases(type)];
        return $"{modifiers}{kind} {QualifiedName(type)}{(bases.Length == 0 ? "" : $" : {string.Join(", ", bases)}")}{Constraints(type.GetGenericArguments())}";
    }

    private static string ReadOnlyModifier(Type type) => type.IsDefined(typeof(IsReadOnlyAttribute)) ? "readonly " : "";

    private static IEnumerable<string> Bases(Type type)
    {
        if (type.IsEnum)
        {
            return [Name(Enum.GetUnderlyingType(type))];
        }

        IEnumerable<Type> inherited = type.BaseType?.GetInterfaces() ?? [];
        IEnumerable<string> interfaces = type.GetInterfaces().Where(static face => face.IsVisible).Except(inherited).Select(Name).Order(StringComparer.Ordinal);
        bool plain = type.BaseType is null || type.BaseType == typeof(object) || type.BaseType == typeof(ValueType);
        return plain ? interfaces : interfaces.Prepend(Name(type.BaseType!));
    }

    private static IEnumerable<string> Members(Type type)
    {
        if (type.IsEnum)
        {
            return Enum.GetNames(type).Select(name => $"{name} = {Convert.ToInt64(Enum.Parse(type, name), CultureInfo.InvariantCulture)}");
        }

        return IsDelegate(type)
            ? []
            : type.GetFields(Declared).Where(static field => field.IsPublic || field.IsFamily).Select(Field)
                .Concat(type.GetConstructors(Declared).Where(IsVisible).Select(constructor => $"{Access(constructor)}new({Parameters(constructor)})"))
                .Concat(type.GetProperties(Declared).Where(static property => property.GetAccessors(nonPublic: true).Any(IsVisible)).Select(Property))
                .Concat(type.GetEvents(Declared).Where(static one => IsVisible(one.AddMethod!)).Select(static one => $"event {Name(one.EventHandlerType!)} {one.Name}"))
                .Concat(type.GetMethods(Declared).Where(IsVisible).Where(IsNamedByUsers).Select(Method));
    }

    private static bool IsDelegate(Type type) => type.BaseType == typeof(MulticastDelegate);

    private static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static bool IsNamedByUsers(MethodInfo method) =>
        (!method.IsSpecialName || method.Name.StartsWith("op_", StringComparison.Ordinal)) && !method.Name.Contains('<', StringComparison.Ordinal);

    private static string Field(FieldInfo field) => field.IsLiteral
        ? $"const {Name(field.FieldType)} {field.Name} = {Constant(field.GetRawConstantValue())}"
        : $"{(field.IsFamily ? "protected " : "")}{(field.IsStatic ? "static " : "")}{(field.IsInitOnly ? "readonly " : "")}{Name(field.FieldType)} {field.Name}";

    private static string Property(PropertyInfo property)
    {
        MethodInfo any = property.GetAccessors(nonPublic: true).First(IsVisible);
        string index = property.GetIndexParameters() is { Length: > 0 } parameters ? $"this[{string.Join(", ", parameters.Select(Parameter))}]" : property.Name;
        string accessors = string.Concat(Accessor(property.GetMethod, "get; "), Accessor(property.SetMethod, IsInit(property) ? "init; " : "set; "));
        string nullable = IsNullable(property.PropertyType, new NullabilityInfoContext().Create(property)) ? "?" : "";
        return $"{Modifiers(any)}{Reference(property.GetMethod?.ReturnParameter)}{Name(property.PropertyType)}{nullable} {index} {{ {accessors}}}";
    }

    private static string Accessor(MethodInfo? accessor, string text) =>
        accessor is null || !IsVisible(accessor) ? "" : accessor.IsPublic ? text : $"protected {text}";

    private static bool IsInit(PropertyInfo property) =>
        property.SetMethod?.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) == true;

    private static string Method(MethodInfo method)
    {
        string generics = method.IsGenericMethodDefinition ? $"<{string.Join(", ", method.GetGenericArguments().Select(Name))}>" : "";
        string constraints = method.IsGenericMethodDefinition ? Constraints(method.GetGenericArguments()) : "";
        string extends = method.IsDefined(typeof(ExtensionAttribute)) ? "this " : "";
        int priority = method.GetCustomAttribute<OverloadResolutionPriorityAttribute>()?.Priority ?? 0;
        string preferred = priority == 0 ? "" : $" [priority {priority}]";
        return $"{Modifiers(method)}{Result(method)} {method.Name}{generics}({extends}{Parameters(method)}){constraints}{preferred}";
    }

    private static string Result(MethodInfo method)
    {
        bool nullable = IsNullable(method.ReturnType, new NullabilityInfoContext().Create(method.ReturnParameter));
        return $"{Reference(method.ReturnParameter)}{Name(method.ReturnType)}{(nullable ? "?" : "")}";
    }

    private static string Modifiers(MethodInfo method)
    {
        bool overrides = method.GetBaseDefinition() != method;
        string kind = method.IsStatic ? "static "
            : overrides ? "override "
            : method.DeclaringType!.IsInterface ? (method.IsAbstract ? "" : "default ")
            : method.IsAbstract ? "abstract "
            : method is { IsVirtual: true, IsFinal: false } ? "virtual " : "";
        return Access(method) + kind;
    }

    private static string Access(MethodBase method) => method.IsPublic ? "" : "protected ";

    private static string Reference(ParameterInfo? result) =>
        result?.ParameterType.IsByRef != true ? "" : result.IsDefined(typeof(IsReadOnlyAttribute)) ? "ref readonly " : "ref ";

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(Parameter));

    private static string Parameter(ParameterInfo parameter)
    {
        string how = !parameter.ParameterType.IsByRef ? ""
            : parameter.IsOut ? "out "
            : parameter.IsDefined(typeof(RequiresLocationAttribute)) ? "ref readonly "
            : parameter.IsIn ? "in " : "ref ";
        bool isParams = parameter.IsDefined(typeof(ParamArrayAttribute)) || parameter.IsDefined(typeof(ParamCollectionAttribute));
        string value = parameter.HasDefaultValue ? $" = {Constant(parameter.RawDefaultValue)}" : "";
        return $"{(isParams ? "params " : "")}{how}{Name(parameter.ParameterType)}{Nullable(parameter)} {parameter.Name}{value}";
    }

    private static string Nullable(ParameterInfo parameter) =>
        IsNullable(parameter.ParameterType, new NullabilityInfoContext().Create(parameter)) ? "?" : "";

    /// <summary>Whether a reference may be null; type parameters, of which nothing is said, do not count.</summary>
    private static bool IsNullable(Type type, NullabilityInfo info)
    {
        Type element = type.IsByRef ? type.GetElementType()! : type;
        return !element.IsValueType && !element.IsGenericParameter && (info.ReadState == NullabilityState.Nullable || info.WriteState == NullabilityState.Nullable);
    }

    private static string Constant(object? value) => value switch
    {
        null => "default",
        string text => $"\"{text}\"",
        bool flag => flag ? "true" : "false",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };

    private static string Constraints(Type[] parameters) => string.Concat(parameters.Where(static type => type.IsGenericParameter).Select(Constraint));

    private static string Constraint(Type parameter)
    {
        GenericParameterAttributes attributes = parameter.GenericParameterAttributes;
        bool isUnmanaged = parameter.GetCustomAttributesData().Any(static data => data.AttributeType.Name == "IsUnmanagedAttribute");
        List<string> constraints = [.. parameter.GetGenericParameterConstraints().Where(static type => type != typeof(ValueType)).Select(Name)];
        if (isUnmanaged)
        {
            constraints.Insert(0, "unmanaged");
        }
        else if (attributes.HasFlag(GenericParameterAttributes.NotNullableValueTypeConstraint))
        {
            constraints.Insert(0, "struct");
        }
        else if (attributes.HasFlag(GenericParameterAttributes.ReferenceTypeConstraint))
        {
            constraints.Insert(0, "class");
        }

        if (attributes.HasFlag(GenericParameterAttributes.DefaultConstructorConstraint) && !attributes.HasFlag(GenericParameterAttributes.NotNullableValueTypeConstraint))
        {
            constraints.Add("new()");
        }

        if (attributes.HasFlag(GenericParameterAttributes.AllowByRefLike))
        {
            constraints.Add("allows ref struct");
        }

        return constraints.Count == 0 ? "" : $" where {parameter.Name} : {string.Join(", ", constraints)}";
    }

    private static string QualifiedName(Type type) => $"{(type.IsNested ? QualifiedName(type.DeclaringType!) : type.Namespace)}.{Name(type)}";

    private static string Name(Type type)
    {
        if (type.IsByRef)
        {
            return Name(type.GetElementType()!);
        }

        if (type.IsArray)
        {
            return $"{Name(type.GetElementType()!)}[{new string(',', type.GetArrayRank() - 1)}]";
        }

        if (type.IsPointer)
        {
            return $"{Name(type.GetElementType()!)}*";
        }

        if (System.Nullable.GetUnderlyingType(type) is { } underlying)
        {
            return $"{Name(underlying)}?";
        }

        if (type.IsGenericType)
        {
            return $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>";
        }

        return type.Namespace == "System" && s_keywords.TryGetValue(type.Name, out string? keyword) ? keyword : type.Name;
    }
}
